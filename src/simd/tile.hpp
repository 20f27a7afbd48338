// SPDX-License-Identifier: MIT
#pragma once

// The tile: sixteen floats of the staircase, four words side by side. A machine with wider registers holds it
// in fewer of them; lanes are independent, so every back end gives the same bits.
//
//   load_tile, store_tile, spread           memory; four coefficients, four times each
//   scaled(factor, tile)                    factor tile[i]
//   fma(coefficients, word, tile)           tile[4p + i] += coefficients[4p + i] word[i]
//   batch_tiles                             tiles that stay in registers while a batch passes

#if defined(MOTET_TILE_AVX512)
#include "simd/tile_avx512.hpp"
#elif defined(MOTET_TILE_AVX2)
#include "simd/tile_avx2.hpp"
#else
#include "simd/tile_word.hpp"
#endif
