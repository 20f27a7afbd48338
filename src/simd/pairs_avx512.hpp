// SPDX-License-Identifier: MIT
#pragma once

#include <immintrin.h>

#include <cstdint>

namespace motet::core::simd {

/// z of this order or less fits into one register.
inline constexpr std::uint32_t one_register_order = 16;
inline constexpr std::uint32_t one_register_pairs = one_register_order * (one_register_order + 1) / 2;

/// i and j of each pair.
struct PairPlaces {
  std::uint8_t i[one_register_pairs + 16];
  std::uint8_t j[one_register_pairs + 16];
};

[[nodiscard]] constexpr PairPlaces list_pairs() noexcept {
  PairPlaces places{};
  std::uint32_t at = 0;
  for (std::uint32_t j = 0; j < one_register_order; ++j) {
    for (std::uint32_t i = 0; i <= j; ++i, ++at) {
      places.i[at] = static_cast<std::uint8_t>(i);
      places.j[at] = static_cast<std::uint8_t>(j);
    }
  }
  return places;
}

inline constexpr PairPlaces pair_places = list_pairs();

[[nodiscard]] inline __m512 choose_lanes(const std::uint8_t* places, __m512 z) noexcept {
  const __m512i lanes = _mm512_maskz_cvtepu8_epi32(0xffff, _mm_loadu_si128(reinterpret_cast<const __m128i*>(places)));
  return _mm512_maskz_permutexvar_ps(0xffff, lanes, z);
}

/// Sixteen pairs at a time, made in registers: a word that is read across two stores would wait for both.
inline void multiply_pairs(std::uint32_t order, const float* z, float* q) noexcept {
  if (order > one_register_order) return multiply_columns(order, z, q);
  const __m512 lanes = _mm512_maskz_loadu_ps(static_cast<__mmask16>((1u << order) - 1u), z);
  const std::uint32_t pairs = order * (order + 1) / 2;
  std::uint32_t at = 0;
  for (; at + 16 <= pairs; at += 16) {
    _mm512_storeu_ps(q + at, _mm512_mul_ps(choose_lanes(pair_places.i + at, lanes), choose_lanes(pair_places.j + at, lanes)));
  }
  const __mmask16 rest = static_cast<__mmask16>((1u << (pairs - at)) - 1u);
  const __mmask16 words = static_cast<__mmask16>((1u << ((pairs - at + 3u) & ~3u)) - 1u);
  const __m512 last = _mm512_mul_ps(choose_lanes(pair_places.i + at, lanes), choose_lanes(pair_places.j + at, lanes));
  _mm512_mask_storeu_ps(q + at, words, _mm512_maskz_mov_ps(rest, last));
}

}  // namespace motet::core::simd
