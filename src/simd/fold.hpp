// SPDX-License-Identifier: MIT
#pragma once

// What adaptation does inside its loops, in whole words. Every back end gives the same bits.
//
//   dot_words                               sum of products
//   add_words                               a stretch plus a multiple of another
//   move_words                              parameters, what rounding took, and their average
//   clear_words                             zeros
//   shear                                   two stretches at once, each by a multiple of the other as it was

#if defined(MOTET_ROW_VFP)
#include "simd/fold_vfp.hpp"
#else
#include "simd/fold_word.hpp"
#endif
