// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "simd/row.hpp"
#include "simd/word.hpp"

namespace motet::core::simd {

/// q_(i,j) = z_i z_j, ordered by j, then i. Whole words: what one column writes too far, the next one overwrites, and
/// zeros end the last.
inline void multiply_pairs(std::uint32_t order, const float* z, float* q) noexcept {
  for (std::uint32_t j = 0; j < order; ++j) {
    scale_row(j / 4 + 1, z[j], z, q);
    q += j + 1;
  }
  store(q, splat(0.0f));
}

}  // namespace motet::core::simd
