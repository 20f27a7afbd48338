// SPDX-License-Identifier: MIT
#pragma once

// The staircase, one sample: what push spends its time on.
//
//   add_sample(order, z, y, q, tiles)       q_(i,j) = z_i z_j;  tiles += (z_l y^p) q, row by row
//   holds_tiles                             whether registers can hold tiles while a batch passes
//
// See tensor/staircase.hpp for the layout. Each moment is rounded once, whatever the body, so every back end gives the
// same bits; what lies in the padding of a row may differ.

#include "simd/word.hpp"

#if defined(MOTET_ROW_VFP)
#include "simd/staircase_vfp.hpp"
#elif defined(MOTET_ROW_HELIUM)
#include "simd/staircase_helium.hpp"
#elif defined(MOTET_SIMD_NEON) && defined(__aarch64__)
#include "simd/staircase_neon.hpp"
#elif defined(MOTET_SIMD_SOFT)
#include "simd/staircase_soft.hpp"
#else
#include "simd/staircase_word.hpp"
#endif
