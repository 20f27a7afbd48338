// SPDX-License-Identifier: MIT
#pragma once

#include <bit>
#include <cstdint>

#include "simd/pairs.hpp"
#include "simd/soft_factor.hpp"
#include "simd/soft_fma.hpp"

namespace motet::core::simd {

inline constexpr const char* staircase_back_end = "soft";
inline constexpr bool holds_tiles = false;

/// moment += c q over one power of a row of `pairs` pairs: every four moments lie together, in their tile. What lies beyond the
/// pairs is no moment.
[[gnu::always_inline]] inline void add_power(std::uint32_t pairs, float c, const float* q, float* moment) noexcept {
  const Factor coefficient = factor_of(std::bit_cast<std::uint32_t>(c));
  const bool moderate_c = moderate(bits_of(coefficient));
  for (const float* end = q + pairs; q != end; moment += 12) {
    for (const float* four = moment + 4; moment != four && q != end; ++q, ++moment) {
      if constexpr (wide_products) {
        const auto bits = std::bit_cast<std::uint32_t>(*q);
        auto sum = std::bit_cast<std::uint32_t>(*moment);
        if (!moderate_c || !moderate(bits) || !add_product(coefficient, factor_of(bits), sum))
          sum = soft_fma_any(bits_of(coefficient), bits, sum);
        *moment = std::bit_cast<float>(sum);
      } else {
        *moment = soft_fma(c, *q, *moment);
      }
    }
  }
}

/// A row: z_l y^p, rounded as every back end does, times the pairs.
inline void add_row(std::uint32_t pairs, float factor, float y, const float* q, float* tiles) noexcept {
  float power = 1.0f;
  for (std::uint32_t p = 0; p < 4; ++p) {
    add_power(pairs, factor * power, q, tiles + 4 * p);
    power = p == 0 ? y : p == 1 ? y * y : y * power;
  }
}

inline void add_sample(std::uint32_t order, const float* z, float y, float* q, float* tiles) noexcept {
  multiply_pairs(order, z, q);
  std::uint32_t pairs = 0;
  for (std::uint32_t l = 0; l < order; ++l) {
    pairs += l + 1;
    add_row(pairs, z[l], y, q, tiles);
    tiles += (pairs + 3) / 4 * 16;
  }
}

inline void add_second(std::uint32_t order, const float* z, float y, float* tiles) noexcept {
  for (std::uint32_t l = 0; l < order; ++l) {
    add_row(l + 1, z[l], y, z, tiles);
    tiles += l / 4 * 16 + 16;
  }
}

}  // namespace motet::core::simd
