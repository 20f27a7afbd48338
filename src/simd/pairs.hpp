// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "simd/back_end.hpp"
#include "simd/row.hpp"
#include "simd/word.hpp"

namespace motet::core::simd {

/// q_(i,j) = z_i z_j, ordered by j, then i.
///
/// shape   z: padded(order), what lies behind `order` has no influence;  q: packed_floats(order) + 4: the floats
///         that fill the last word become 0, the four behind it are clobbered
inline void multiply_pairs(std::uint32_t order, const float* z, float* q) noexcept;

/// The same, column by column in whole words: what one column writes too far, the next one overwrites, and zeros end the last.
inline void multiply_columns(std::uint32_t order, const float* z, float* q) noexcept {
  for (std::uint32_t j = 0; j < order; ++j) {
    scale_row(j / 4 + 1, z[j], z, q);
    q += j + 1;
  }
  store(q, splat(0.0f));
}

}  // namespace motet::core::simd

#if MOTET_BACK_END == MOTET_SIMD_avx512
#include "simd/pairs_avx512.hpp"
#else
inline void motet::core::simd::multiply_pairs(std::uint32_t order, const float* z, float* q) noexcept {
  multiply_columns(order, z, q);
}
#endif
