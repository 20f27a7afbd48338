// SPDX-License-Identifier: MIT
#pragma once

#include <bit>
#include <cstdint>

#include "simd/row.hpp"
#include "simd/word.hpp"

namespace motet::core::tensor {

using simd::add_scaled;
using simd::dot;
using simd::fill;
using simd::multiply_difference;
using simd::multiply_rows;
using simd::standardise;
using simd::sweep;
using simd::within;

/// Whether |value| <= limit; a NaN is not.
[[nodiscard]] inline bool within(float limit, float value) noexcept {
  // Without its sign bit a float is ordered as its bits are, and NaN lies above infinity.
  return std::bit_cast<std::uint32_t>(value) << 1 <= std::bit_cast<std::uint32_t>(limit) << 1;
}

/// to_i = from_i.
inline void copy(std::uint32_t count, const float* from, float* to) noexcept {
  for (std::uint32_t i = 0; i < count; ++i) to[i] = from[i];
}

}  // namespace motet::core::tensor
