// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "simd/back_end.hpp"
#include "simd/fused.hpp"

// The word: four floats and a dozen operations, lane by lane. Every back end gives the same bits for normal numbers.

namespace motet::core::simd {

struct Word;  // and `one_register`: whether it is one

[[nodiscard]] Word load(const float* from) noexcept;
void store(float* to, const Word& a) noexcept;
[[nodiscard]] Word splat(float value) noexcept;

/// The first `count` of four floats, 1..3; the other lanes are zero and their memory is not read.
[[nodiscard]] Word load_first(const float* from, std::uint32_t count) noexcept;

[[nodiscard]] Word add(const Word& a, const Word& b) noexcept;
[[nodiscard]] Word sub(const Word& a, const Word& b) noexcept;
[[nodiscard]] Word mul(const Word& a, const Word& b) noexcept;
[[nodiscard]] Word max(const Word& a, const Word& b) noexcept;

/// a b + c, one rounding.
[[nodiscard]] Word fma(const Word& a, const Word& b, const Word& c) noexcept;

/// (a0 + a2) + (a1 + a3).
[[nodiscard]] float sum(const Word& a) noexcept;

/// The larger of |a| and b >= 0, as their bits are ordered: NaN lies above infinity.
[[nodiscard]] Word larger(const Word& a, const Word& b) noexcept;

/// Whether the size of a lane is above `limit`, or a lane is NaN.
[[nodiscard]] bool exceeds(const Word& a, float limit) noexcept;

}  // namespace motet::core::simd

#if MOTET_BACK_END == MOTET_SIMD_sse || MOTET_BACK_END == MOTET_SIMD_avx2 || MOTET_BACK_END == MOTET_SIMD_avx512
#include "simd/word_sse.hpp"
#elif MOTET_BACK_END == MOTET_SIMD_neon
#include "simd/word_neon.hpp"
#elif MOTET_BACK_END == MOTET_SIMD_helium
#include "simd/word_helium.hpp"
#else
#include "simd/word_scalar.hpp"
#endif
