// SPDX-License-Identifier: MIT
#pragma once

#include <bit>
#include <cstdint>

#include "motet/detail/watch.hpp"

namespace motet::core::image {

// Numbers that a stream can leave behind. An image may be whole and still hold others: then it is not loaded. The laws see
// to it that all arithmetic on what is loaded stays finite and within its arrays; they do not prove that there was a stream.

inline constexpr float slack = 1.001f;  // for rounding

[[nodiscard]] inline bool finite(float value) noexcept { return value - value == 0.0f; }

/// What is no number of the stream.
[[nodiscard]] inline bool blank(float value) noexcept { return std::bit_cast<std::uint32_t>(value) == 0u; }

/// A power of two, as its inverse is; and a sample of this range stays below 4e37 in the frame.
[[nodiscard]] inline bool lawful_scale(float range, float scale) noexcept {
  const std::uint32_t bits = std::bit_cast<std::uint32_t>(scale);
  const bool power = (bits & 0x807fffffu) == 0u && bits != 0u && scale <= 0x1p126f;
  return power && scale * range <= slack * 2e37f;
}

/// A watch is shorter than it can be. Its other numbers are only compared: any of them is good.
[[nodiscard]] inline bool lawful_watch(const core::Watch& watch) noexcept {
  return watch.restarts <= core::Watch::most_restarts && watch.count < core::Watch::length && watch.far <= core::Watch::length;
}

}  // namespace motet::core::image
