// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "motet/detail/view.hpp"

namespace motet::core::image {

// Numbers that an estimator can leave behind; as laws.hpp.

/// Runs of an estimator's image by name.
enum Run : std::uint32_t { old_run, young_run, shift_run, scale_run, reservoir_run };

/// What float `index` of a level of the staircase is.
struct Place {
  bool moment;          ///< false: padding, or beyond the order
  std::uint32_t power;  ///< of y
  std::uint32_t row;    ///< l of M_p(i,j,l)
  std::uint32_t pair;   ///< of i and j; of the second order j
};
[[nodiscard]] Place locate(std::uint32_t order, std::uint32_t index, Degree degree = Degree::third) noexcept;

/// Whether settings, counters and phase agree with each other and with the bounds.
[[nodiscard]] bool lawful(const Plan& plan, const State& state) noexcept;

/// Whether the float at `index` of `run` is lawful with this state.
///
///     |M_p(i,j,l)| <= n 16^(p + 3), 64 with a memory; even ones >= 0; old M_0(0,0,0) <= n, and no more than its
///     squares allow; young = its count; shifts and
///     samples within the range; scales powers of two that bring no sample near overflow
[[nodiscard]] bool lawful(const State& state, std::uint32_t run, std::uint32_t index, float value,
                          Degree degree = Degree::third) noexcept;

}  // namespace motet::core::image
