// SPDX-License-Identifier: MIT
#pragma once

#include "simd/back_end.hpp"
#include "simd/soft_fma.hpp"

// One float: the two operations that the language leaves to the machine. A root sets no errno here, whatever the flags: the
// instruction is all of it.
extern "C" [[gnu::const]] float __builtin_sqrtf(float) noexcept;  // NOLINT(readability-redundant-declaration)

namespace motet::core::simd {

/// a b + c, one rounding.
[[nodiscard]] inline float fused(float a, float b, float c) noexcept {
#if defined(MOTET_SOFT)
  return soft_fma(a, b, c);
#else
  return __builtin_fmaf(a, b, c);
#endif
}

/// The square root, one rounding; NaN of a negative number.
[[nodiscard]] inline float root(float a) noexcept { return __builtin_sqrtf(a); }

}  // namespace motet::core::simd
