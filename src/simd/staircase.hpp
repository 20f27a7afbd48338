// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "simd/back_end.hpp"

// The staircase, one sample: what push spends its time on. See tensor/staircase.hpp for the layout. Each moment is rounded
// once, whatever the body, so every back end gives the same bits; what lies in the padding of a row may differ.
//
//   holds_tiles   whether registers can hold tiles while a batch passes

namespace motet::core::simd {

/// q_(i,j) = z_i z_j;   tiles += (z_l y^p) q, row by row.
[[gnu::always_inline]] inline void add_sample(std::uint32_t order, const float* z, float y, float* q, float* tiles) noexcept;

/// tiles += (z_l y^p) z of the second order: row l has the words of z up to z_l, whole words are read.
[[gnu::always_inline]] inline void add_second(std::uint32_t order, const float* z, float y, float* tiles) noexcept;

}  // namespace motet::core::simd

#if MOTET_BACK_END == MOTET_SIMD_vfp
#include "simd/staircase_vfp.hpp"
#elif MOTET_BACK_END == MOTET_SIMD_helium
#include "simd/staircase_helium.hpp"
#elif MOTET_BACK_END == MOTET_SIMD_neon && defined(__aarch64__)
#include "simd/staircase_neon.hpp"
#elif defined(MOTET_SOFT)
#include "simd/staircase_soft.hpp"
#else
#include "simd/staircase_word.hpp"
#endif

#if !defined(MOTET_SOFT) && MOTET_BACK_END != MOTET_SIMD_vfp
#include "simd/second_tile.hpp"
#endif
