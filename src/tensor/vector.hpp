// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "simd/word.hpp"

namespace motet::tensor {

/// sum_i a_i b_i over `count` floats; reads no float beyond.
///
/// error   four running sums, one rounding a term, summed as the word's law says
[[nodiscard]] inline float dot(std::uint32_t count, const float* a, const float* b) noexcept {
  simd::Word sums = simd::splat(0.0f);
  std::uint32_t i = 0;
  for (; i + 4 <= count; i += 4) sums = simd::fma(simd::load(a + i), simd::load(b + i), sums);
  if (i < count) sums = simd::fma(simd::load_first(a + i, count - i), simd::load_first(b + i, count - i), sums);
  return simd::sum(sums);
}

/// to_i += factor from_i over `count` floats; touches no float beyond.
inline void add_scaled(std::uint32_t count, float factor, const float* from, float* to) noexcept {
  const simd::Word factors = simd::splat(factor);
  std::uint32_t i = 0;
  for (; i + 4 <= count; i += 4) simd::store(to + i, simd::fma(factors, simd::load(from + i), simd::load(to + i)));
  for (; i < count; ++i) to[i] = simd::fused(factor, from[i], to[i]);
}

/// to_i = value.
inline void fill(std::uint32_t count, float value, float* to) noexcept {
  for (std::uint32_t i = 0; i < count; ++i) to[i] = value;
}

/// to_i = from_i.
inline void copy(std::uint32_t count, const float* from, float* to) noexcept {
  for (std::uint32_t i = 0; i < count; ++i) to[i] = from[i];
}

}  // namespace motet::tensor
