// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "simd/pairs.hpp"

namespace motet::core::simd {

inline constexpr const char* staircase_back_end = "soft";
inline constexpr bool holds_tiles = false;

inline void add_sample(std::uint32_t order, const float* z, float y, float* q, float* tiles) noexcept {
  multiply_pairs(order, z, q);
  std::uint32_t pairs = 0;
  for (std::uint32_t l = 0; l < order; ++l) {
    pairs += l + 1;
    // z_l y^p, rounded as every back end does
    const float square = y * y;
    const float c[4] = {z[l], z[l] * y, z[l] * square, z[l] * (square * y)};
    for (const float *word = q, *end = q + pairs; word < end; word += 4) {
      for (const float power : c) {
        for (std::uint32_t i = 0; i < 4; ++i, ++tiles) *tiles = fused(power, word[i], *tiles);
      }
    }
  }
}

}  // namespace motet::core::simd
