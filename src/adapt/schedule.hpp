// SPDX-License-Identifier: MIT
#pragma once

#include "adapt/adapter.hpp"

namespace motet::adapt {

/// The step of the next sample; counts it.
///
///     step = max((n + step_delay)^-step_power, 1 / time_constant)
///
/// error   never below 1e-6: of a smaller one a float keeps too little
void advance(const AdapterView& a) noexcept;

/// The share of the next one in an average of `averaged`; counts it.
///
///     share = max((1 + average_power) / (averaged + 1 + average_power), 1 / time_constant)
[[nodiscard]] float take_share(const AdaptState& state, std::uint32_t& averaged) noexcept;

/// Starts the schedule anew: what lies behind counts as one fit.
void restart(const AdapterView& a) noexcept;

}  // namespace motet::adapt
