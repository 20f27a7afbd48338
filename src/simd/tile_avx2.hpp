// SPDX-License-Identifier: MIT
#pragma once

#include <immintrin.h>

#include <cstdint>

namespace motet::core::simd {

struct Tile {
  __m256 low, high;
};

inline constexpr const char* tile_back_end = "avx2";
inline constexpr std::uint32_t batch_tiles = 6;

inline Tile load_tile(const float* from) noexcept { return {_mm256_loadu_ps(from), _mm256_loadu_ps(from + 8)}; }
inline void store_tile(float* to, const Tile& tile) noexcept {
  _mm256_storeu_ps(to, tile.low);
  _mm256_storeu_ps(to + 8, tile.high);
}
inline Tile spread(float a, float b, float c, float d) noexcept {
  return {_mm256_set_m128(_mm_set1_ps(b), _mm_set1_ps(a)), _mm256_set_m128(_mm_set1_ps(d), _mm_set1_ps(c))};
}
inline Tile scaled(float factor, const Tile& tile) noexcept {
  const __m256 factors = _mm256_set1_ps(factor);
  return {_mm256_mul_ps(factors, tile.low), _mm256_mul_ps(factors, tile.high)};
}
inline Tile fma(const Tile& coefficients, const float* word, const Tile& tile) noexcept {
  const __m256 factor = _mm256_broadcast_ps(reinterpret_cast<const __m128*>(word));
  return {_mm256_fmadd_ps(coefficients.low, factor, tile.low), _mm256_fmadd_ps(coefficients.high, factor, tile.high)};
}

}  // namespace motet::core::simd
