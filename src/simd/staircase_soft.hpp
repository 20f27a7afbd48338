// SPDX-License-Identifier: MIT
#pragma once

#include <bit>
#include <cstdint>

#include "simd/pairs.hpp"
#include "simd/soft_fma.hpp"

namespace motet::core::simd {

inline constexpr const char* staircase_back_end = "soft";
inline constexpr bool holds_tiles = false;

/// The coefficients of a row, z_l y^p.
struct Coefficients {
  std::uint32_t bits[4];
  Factor factors[4];
  bool moderate;  // all of them
};

/// tile[4 p] += c_p q for the four powers of one pair.
[[gnu::always_inline]] inline void add_pair(const Coefficients& c, std::uint32_t q, float* tile) noexcept {
  const Factor pair = factor_of(q);
  const bool quick = c.moderate && moderate(q);
  for (std::uint32_t p = 0; p < 4; ++p, tile += 4) {
    auto sum = std::bit_cast<std::uint32_t>(*tile);
    if (!quick || !add_product<wide_products>(c.factors[p], pair, sum)) sum = soft_fma_any(c.bits[p], q, sum);
    *tile = std::bit_cast<float>(sum);
  }
}

inline void add_sample(std::uint32_t order, const float* z, float y, float* q, float* tiles) noexcept {
  multiply_pairs(order, z, q);
  std::uint32_t pairs = 0;
  for (std::uint32_t l = 0; l < order; ++l) {
    pairs += l + 1;
    // z_l y^p, rounded as every back end does
    const float square = y * y;
    const float powers[4] = {z[l], z[l] * y, z[l] * square, z[l] * (square * y)};
    Coefficients c;
    c.moderate = true;
    for (std::uint32_t p = 0; p < 4; ++p) {
      c.bits[p] = std::bit_cast<std::uint32_t>(powers[p]);
      c.factors[p] = factor_of(c.bits[p]);
      c.moderate &= moderate(c.bits[p]);
    }
    for (std::uint32_t i = 0; i < pairs; ++i) {
      add_pair(c, std::bit_cast<std::uint32_t>(q[i]), tiles);
      tiles += i % 4 == 3 ? 13 : 1;
    }
    tiles += (0u - pairs) % 4 == 0 ? 0 : 16 - pairs % 4;
  }
}

}  // namespace motet::core::simd
