// SPDX-License-Identifier: MIT
#pragma once

#include <bit>
#include <cstdint>
#include <limits>

namespace motet::core::tensor {

// The unit of a column: a power of two, so that dividing by it, and widening it, is exact.

/// Units. No sample lies farther from the shift: a unit widens first. The highest power in the moments is the sixth, and
/// 16^6 = 2^24: a float sum with one sample at the edge still resolves a sample at one unit.
inline constexpr float far_out = 16.0f;
/// Units. Where a value lies, or nearer, after its unit has widened: a power of two within far_out, so that the next one like
/// it does not widen the unit again.
inline constexpr float near_in = 8.0f;
/// A unit is at least so much of the range: twice the range, in units, is below the largest float, 3.4e38.
inline constexpr float least_unit = 1e-37f;

inline constexpr float largest_float = std::numeric_limits<float>::max();

[[nodiscard]] inline float magnitude(float value) noexcept { return value < 0.0f ? -value : value; }

/// The power of two at or below a positive normal `value`.
[[nodiscard]] inline float floor_power(float value) noexcept {
  return std::bit_cast<float>(std::bit_cast<std::uint32_t>(value) & 0x7f800000u);
}

}  // namespace motet::core::tensor
