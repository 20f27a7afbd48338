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

inline Word load(const float* from) noexcept { return {_mm_loadu_ps(from)}; }
inline void store(float* to, const Word& a) noexcept { _mm_storeu_ps(to, a.lanes); }
inline Word splat(float value) noexcept { return {_mm_set1_ps(value)}; }

inline Word load_first(const float* from, std::uint32_t count) noexcept {
  const __m128 first = _mm_load_ss(from);
  if (count == 1) return {first};
  const __m128 pair = _mm_loadl_pi(_mm_setzero_ps(), reinterpret_cast<const __m64*>(from));
  if (count == 2) return {pair};
  return {_mm_movelh_ps(pair, _mm_load_ss(from + 2))};
}

inline Word add(const Word& a, const Word& b) noexcept { return {_mm_add_ps(a.lanes, b.lanes)}; }
inline Word sub(const Word& a, const Word& b) noexcept { return {_mm_sub_ps(a.lanes, b.lanes)}; }
inline Word mul(const Word& a, const Word& b) noexcept { return {_mm_mul_ps(a.lanes, b.lanes)}; }
inline Word max(const Word& a, const Word& b) noexcept { return {_mm_max_ps(a.lanes, b.lanes)}; }
inline Word fma(const Word& a, const Word& b, const Word& c) noexcept { return {_mm_fmadd_ps(a.lanes, b.lanes, c.lanes)}; }
inline float sum(const Word& a) noexcept {
  const __m128 halves = _mm_add_ps(a.lanes, _mm_movehl_ps(a.lanes, a.lanes));
  return _mm_cvtss_f32(_mm_add_ss(halves, _mm_shuffle_ps(halves, halves, 1)));
}

inline Word larger(const Word& a, const Word& b) noexcept {
  const __m128i size = _mm_castps_si128(_mm_andnot_ps(_mm_set1_ps(-0.0f), a.lanes));
  return {_mm_castsi128_ps(_mm_max_epi32(size, _mm_castps_si128(b.lanes)))};
}
inline bool exceeds(const Word& a, float limit) noexcept {
  const __m128 size = _mm_andnot_ps(_mm_set1_ps(-0.0f), a.lanes);
  return _mm_movemask_ps(_mm_cmpnle_ps(size, _mm_set1_ps(limit))) != 0;
}

}  // namespace motet::core::simd
