// SPDX-License-Identifier: MIT
#pragma once

#include "motet/detail/requirements.hpp"

// The back end is chosen here and nowhere else: what the compiler aims at decides, unless MOTET_SIMD names one.
//
//   scalar   one float at a time; without an instruction for it, a multiply-add is done in integers
//   sse      x86 with FMA;  avx2, avx512: with wider tiles
//   neon     AArch64, and ARMv7-A with VFPv4
//   helium   Cortex-M55 and later
//   vfp      Cortex-M4F, M7, M33: as scalar, but for loops that load and store up to sixteen floats at a time
//
// CMake's option MOTET_SIMD sets the macro of that name; without CMake the compiler takes -D MOTET_SIMD=scalar.

#define MOTET_SIMD_auto 1
#define MOTET_SIMD_scalar 2
#define MOTET_SIMD_sse 3
#define MOTET_SIMD_avx2 4
#define MOTET_SIMD_avx512 5
#define MOTET_SIMD_neon 6
#define MOTET_SIMD_helium 7
#define MOTET_SIMD_vfp 8

#if !defined(MOTET_SIMD)
#define MOTET_SIMD auto
#endif
#define MOTET_JOIN(a, b) a##b
#define MOTET_NUMBER(name) MOTET_JOIN(MOTET_SIMD_, name)

#if MOTET_NUMBER(MOTET_SIMD) != MOTET_SIMD_auto
#define MOTET_BACK_END MOTET_NUMBER(MOTET_SIMD)
#elif defined(__FMA__) && defined(__AVX512F__)
#define MOTET_BACK_END MOTET_SIMD_avx512
#elif defined(__FMA__) && defined(__AVX2__)
#define MOTET_BACK_END MOTET_SIMD_avx2
#elif defined(__FMA__)
#define MOTET_BACK_END MOTET_SIMD_sse
#elif defined(__ARM_NEON) && defined(__ARM_FEATURE_FMA)
#define MOTET_BACK_END MOTET_SIMD_neon
#elif defined(__ARM_FEATURE_MVE) && (__ARM_FEATURE_MVE & 2)
#define MOTET_BACK_END MOTET_SIMD_helium
#elif defined(__arm__) && defined(__ARM_FEATURE_FMA)
#define MOTET_BACK_END MOTET_SIMD_vfp
#else
#define MOTET_BACK_END MOTET_SIMD_scalar
#endif

#if MOTET_BACK_END == 0
#error "motet: MOTET_SIMD must be auto, scalar, sse, avx2, avx512, neon, helium or vfp"
#elif MOTET_BACK_END >= MOTET_SIMD_sse && MOTET_BACK_END <= MOTET_SIMD_avx512 && !defined(__FMA__)
#error "motet: this MOTET_SIMD needs -mfma"
#endif

// Whether a multiply-add is done in integers.
#if MOTET_BACK_END == MOTET_SIMD_scalar && !defined(__FMA__) && !defined(__ARM_FEATURE_FMA) && !defined(__FP_FAST_FMAF)
#define MOTET_SOFT
#endif
// Whether this is ARMv6-M, whose products have 32 bits.
#if defined(MOTET_SOFT) && defined(__ARM_ARCH_ISA_THUMB) && __ARM_ARCH_ISA_THUMB == 1
#define MOTET_THUMB
#endif

// The loops of vfp take more registers than GCC leaves without optimisation: a debug build of the library is -Og there.
#if MOTET_BACK_END == MOTET_SIMD_vfp && !defined(__OPTIMIZE__)
#pragma GCC optimize("Og")
#endif
