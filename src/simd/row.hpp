// SPDX-License-Identifier: MIT
#pragma once

// The row: any number of floats in a stretch of memory, and the loops over it that a machine may do better than
// word by word. Every back end gives the same bits.
//
//   fill                                    one value
//   scale_row                               a stretch of words times a factor
//   dot, multiply_rows, add_scaled          sums of products
//   multiply_difference                     two matrices at once, times a difference
//   standardise                             (from - shift) scale
//   within                                  whether no float is too large or NaN

#include "simd/word.hpp"

#if defined(MOTET_ROW_VFP)
#include "simd/row_vfp.hpp"
#elif defined(MOTET_ROW_HELIUM)
#include "simd/row_helium.hpp"
#elif defined(MOTET_SIMD_SOFT)
#include "simd/row_soft.hpp"
#else
#include "simd/row_word.hpp"
#endif
