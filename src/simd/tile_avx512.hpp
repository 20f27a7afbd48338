// SPDX-License-Identifier: MIT
#pragma once

#include <immintrin.h>

#include <cstdint>

namespace motet::core::simd {

/// One register.
struct Tile {
  __m512 lanes;
};

inline constexpr const char* tile_back_end = "avx512";
inline constexpr std::uint32_t batch_tiles = 12;

inline Tile load_tile(const float* from) noexcept { return {_mm512_loadu_ps(from)}; }
inline void store_tile(float* to, const Tile& tile) noexcept { _mm512_storeu_ps(to, tile.lanes); }
inline Tile spread(float a, float b, float c, float d) noexcept {
  const __m512 four = _mm512_castps128_ps512(_mm_setr_ps(a, b, c, d));
  return {_mm512_maskz_permutexvar_ps(0xffff, _mm512_setr_epi32(0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3), four)};
}
inline Tile scaled(float factor, const Tile& tile) noexcept { return {_mm512_mul_ps(_mm512_set1_ps(factor), tile.lanes)}; }
inline Tile fma(const Tile& coefficients, const float* word, const Tile& tile) noexcept {
  return {_mm512_fmadd_ps(coefficients.lanes, _mm512_maskz_broadcast_f32x4(0xffff, _mm_loadu_ps(word)), tile.lanes)};
}

}  // namespace motet::core::simd
