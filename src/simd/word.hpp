// SPDX-License-Identifier: MIT
#pragma once

// The word: four floats and a dozen operations. The only place that knows the machine.
//
//   load, load_first, store, splat          memory and constants
//   add, sub, mul, max, fma                 lane by lane; fma rounds once
//   sum                                     (a0 + a2) + (a1 + a3)
//   larger                                  lane by lane the larger of |a| and b, where b >= 0; NaN is the largest
//   exceeds                                 whether a lane is larger than a limit, or NaN
//   one_register                            whether a word is one
//   fused, root                             the scalar fma and square root
//
// Every back end gives the same bits for normal numbers.

#if defined(MOTET_SIMD_SSE)
#include "simd/word_sse.hpp"
#elif defined(MOTET_SIMD_NEON)
#include "simd/word_neon.hpp"
#elif defined(MOTET_SIMD_HELIUM)
#include "simd/word_helium.hpp"
#elif defined(MOTET_SIMD_SCALAR)
#include "simd/word_scalar.hpp"
#else
#error "motet: define MOTET_SIMD_SCALAR or another word (the build does, from MOTET_SIMD)"
#endif
