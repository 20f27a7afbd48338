// SPDX-License-Identifier: MIT
#pragma once

#include <immintrin.h>

#include <cstdint>

namespace motet::core::simd {

/// Four floats in an x86 register; needs FMA.
struct Word {
  __m128 lanes;
};

inline constexpr const char* back_end = "sse";
inline constexpr bool one_register = true;

[[nodiscard]] inline Word load(const float* from) noexcept { return {_mm_loadu_ps(from)}; }
inline void store(float* to, Word a) noexcept { _mm_storeu_ps(to, a.lanes); }
[[nodiscard]] inline Word splat(float value) noexcept { return {_mm_set1_ps(value)}; }

/// The first `count` of four floats, 1..3; the other lanes are zero and their memory is not read.
[[nodiscard]] inline Word load_first(const float* from, std::uint32_t count) noexcept {
  const __m128 first = _mm_load_ss(from);
  if (count == 1) return {first};
  const __m128 pair = _mm_loadl_pi(_mm_setzero_ps(), reinterpret_cast<const __m64*>(from));
  if (count == 2) return {pair};
  return {_mm_movelh_ps(pair, _mm_load_ss(from + 2))};
}

[[nodiscard]] inline Word add(Word a, Word b) noexcept { return {_mm_add_ps(a.lanes, b.lanes)}; }
[[nodiscard]] inline Word sub(Word a, Word b) noexcept { return {_mm_sub_ps(a.lanes, b.lanes)}; }
[[nodiscard]] inline Word mul(Word a, Word b) noexcept { return {_mm_mul_ps(a.lanes, b.lanes)}; }
[[nodiscard]] inline Word max(Word a, Word b) noexcept { return {_mm_max_ps(a.lanes, b.lanes)}; }
/// a b + c, one rounding.
[[nodiscard]] inline Word fma(Word a, Word b, Word c) noexcept { return {_mm_fmadd_ps(a.lanes, b.lanes, c.lanes)}; }
/// (a0 + a2) + (a1 + a3).
[[nodiscard]] inline float sum(Word a) noexcept {
  const __m128 halves = _mm_add_ps(a.lanes, _mm_movehl_ps(a.lanes, a.lanes));
  return _mm_cvtss_f32(_mm_add_ss(halves, _mm_shuffle_ps(halves, halves, 1)));
}

/// The larger of |a| and b >= 0, as their bits are ordered: NaN lies above infinity.
[[nodiscard]] inline Word larger(Word a, Word b) noexcept {
  const __m128i size = _mm_castps_si128(_mm_andnot_ps(_mm_set1_ps(-0.0f), a.lanes));
  return {_mm_castsi128_ps(_mm_max_epi32(size, _mm_castps_si128(b.lanes)))};
}
/// Whether the size of a lane is above `limit`, or a lane is NaN.
[[nodiscard]] inline bool exceeds(Word a, float limit) noexcept {
  const __m128 size = _mm_andnot_ps(_mm_set1_ps(-0.0f), a.lanes);
  return _mm_movemask_ps(_mm_cmpnle_ps(size, _mm_set1_ps(limit))) != 0;
}

/// a b + c, one rounding.
[[nodiscard]] inline float fused(float a, float b, float c) noexcept {
  return _mm_cvtss_f32(_mm_fmadd_ss(_mm_set_ss(a), _mm_set_ss(b), _mm_set_ss(c)));
}
[[nodiscard]] inline float root(float a) noexcept { return _mm_cvtss_f32(_mm_sqrt_ss(_mm_set_ss(a))); }

}  // namespace motet::core::simd
