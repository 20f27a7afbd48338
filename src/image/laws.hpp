// SPDX-License-Identifier: MIT
#pragma once

#include <bit>
#include <cstdint>

#include "motet/detail/image.hpp"

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

/// Runs of an estimator's image by name.
enum Run : std::uint32_t { old_run, young_run, shift_run, scale_run, reservoir_run };

/// What float `index` of a level of the staircase is.
struct Place {
  bool moment;          ///< false: padding, or beyond the order
  std::uint32_t power;  ///< of y
  std::uint32_t row;    ///< l of M_p(i,j,l)
  std::uint32_t pair;   ///< of i and j
};
[[nodiscard]] Place locate(std::uint32_t order, std::uint32_t index) noexcept;

/// Whether settings, counters and phase agree with each other and with the bounds.
[[nodiscard]] bool lawful(const Plan& plan, const State& state) noexcept;

/// Whether the float at `index` of `run` can stand beside a lawful state.
///
///     |M_p(i,j,l)| <= n 16^(p + 3), 64 with a memory; even ones >= 0; old M_0(0,0,0) <= n, and no more than its
///     squares allow; young = its count; shifts and
///     samples within the range; scales powers of two that bring no sample near overflow
[[nodiscard]] bool lawful(const State& state, std::uint32_t run, std::uint32_t index, float value) noexcept;

/// Whether float `index` of a model's parameters is one of a model of this size.
[[nodiscard]] bool is_parameter(const core::ModelShape& shape, const core::ModelSize& size, std::uint32_t index) noexcept;

/// Whether a model may be so large.
[[nodiscard]] bool lawful(const core::ModelShape& shape, std::uint32_t dim, const core::ModelSize& size) noexcept;

/// Whether parameter `index` can stand in it: finite; sigma above 0; the last gate row 0.
[[nodiscard]] bool lawful(const core::ModelShape& shape, const core::ModelSize& size, std::uint32_t index,
                          float value) noexcept;

}  // namespace motet::core::image
