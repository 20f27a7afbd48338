// SPDX-License-Identifier: MIT
#pragma once

#include "adapt/adapter.hpp"

namespace motet::core::adapting {

/// elapsed / memory, or 0 where nothing is forgotten; within 2^-18..1/8. Float keeps too little of a smaller step, and 1 minus
/// this one is exact. The upper bound keeps one sample after a long gap from replacing everything.
[[nodiscard]] float floor_step(float memory, float elapsed) noexcept;

/// The step of the next sample, `elapsed` after the one before; counts it.
///
///     step = max(min((n + step_delay)^-step_power, 1/2), elapsed / memory)
void advance(const AdapterView& a, float elapsed) noexcept;

/// The share of the next one in an average of `averaged`; counts it.
///
///     share = max((1 + average_power) / (averaged + 1 + average_power), elapsed / memory)
[[nodiscard]] float take_share(const AdaptState& state, std::uint32_t& averaged) noexcept;

/// Restarts the schedule: the past counts as one fit.
void restart(const AdapterView& a) noexcept;

}  // namespace motet::core::adapting
