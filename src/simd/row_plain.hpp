// SPDX-License-Identifier: MIT
#pragma once

#include <bit>
#include <cstdint>

#include "simd/word.hpp"

// What the back ends word and soft have alike.

namespace motet::core::simd {

inline void fill(std::uint32_t count, float value, float* to) noexcept {
  for (std::uint32_t i = 0; i < count; ++i) to[i] = value;
}

inline void multiply_rows(std::uint32_t rows, std::uint32_t words, const float* m, const float* v, float* out) noexcept {
  for (std::uint32_t i = 0; i < rows; ++i, m += 4 * words) out[i] = dot(4 * words, m, v);
}

inline float horner(const float (&c)[5], float x) noexcept {
  return fused(fused(fused(fused(c[0], x, c[1]), x, c[2]), x, c[3]), x, c[4]);
}

/// The size of a float as ordered bits: NaN lies above infinity.
inline std::uint32_t measure(float value) noexcept { return std::bit_cast<std::uint32_t>(value) << 1; }

}  // namespace motet::core::simd
