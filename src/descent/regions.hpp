// SPDX-License-Identifier: MIT
#pragma once

#include "motet/descent.hpp"

namespace motet::core::descent {

using core::DescentView;

/// Inputs in use.
[[nodiscard]] inline std::uint32_t dim_of(const DescentView& d) noexcept { return d.state->settings.dim; }
[[nodiscard]] inline std::uint32_t experts_of(const DescentView& d) noexcept { return d.state->settings.experts; }

// ---- the regions of the block; DescentPlan names the writer of each -----------------------------------

[[nodiscard]] inline float* shift(const DescentView& d) noexcept { return d.block + d.plan->shift; }
[[nodiscard]] inline float* scale(const DescentView& d) noexcept { return d.block + d.plan->scale; }
[[nodiscard]] inline float* mean(const DescentView& d) noexcept { return d.block + d.plan->mean; }
[[nodiscard]] inline float* second(const DescentView& d) noexcept { return d.block + d.plan->second; }
[[nodiscard]] inline float* forward(const DescentView& d) noexcept { return d.block + d.plan->forward; }
[[nodiscard]] inline float* functional(const DescentView& d) noexcept { return d.block + d.plan->functional; }
[[nodiscard]] inline float* value(const DescentView& d) noexcept { return d.block + d.plan->value; }
/// The sample at hand: less its shift, in units; the target last.
[[nodiscard]] inline float* sample(const DescentView& d) noexcept { return d.block + d.plan->sample; }
/// (1, white x), zeros behind.
[[nodiscard]] inline float* white(const DescentView& d) noexcept { return d.block + d.plan->white; }
/// x in the space of the experts, zeros behind.
[[nodiscard]] inline float* image(const DescentView& d) noexcept { return d.block + d.plan->image; }
[[nodiscard]] inline float* gram(const DescentView& d) noexcept { return d.block + d.plan->gram; }
/// A float an expert: its share of the sample at hand; behind them as many more.
[[nodiscard]] inline float* share(const DescentView& d) noexcept { return d.block + d.plan->share; }
[[nodiscard]] inline float* pull(const DescentView& d) noexcept { return share(d) + padded(d.plan->experts); }
/// The first and the third moment along each expert, a float each.
[[nodiscard]] inline float* first(const DescentView& d) noexcept { return d.block + d.plan->along; }
[[nodiscard]] inline float* third(const DescentView& d) noexcept { return first(d) + padded(d.plan->experts); }

/// Row `i` of a region with rows of plan.stride().
[[nodiscard]] inline float* row(const DescentView& d, std::uint32_t region, std::uint32_t i) noexcept {
  return d.block + region + i * d.plan->stride();
}
[[nodiscard]] inline float* vector(const DescentView& d, std::uint32_t i) noexcept { return row(d, d.plan->vector, i); }
[[nodiscard]] inline float* next(const DescentView& d, std::uint32_t i) noexcept { return row(d, d.plan->next, i); }
[[nodiscard]] inline float* average(const DescentView& d, std::uint32_t i) noexcept { return row(d, d.plan->average, i); }

/// Row `i` of a region with rows of plan.row(), over (1, white x).
[[nodiscard]] inline float* white_row(const DescentView& d, std::uint32_t region, std::uint32_t i) noexcept {
  return d.block + region + i * d.plan->row();
}
[[nodiscard]] inline float* slope(const DescentView& d, std::uint32_t i) noexcept { return white_row(d, d.plan->slope, i); }
[[nodiscard]] inline float* gate(const DescentView& d, std::uint32_t i) noexcept { return white_row(d, d.plan->gate, i); }
[[nodiscard]] inline float* gate_average(const DescentView& d, std::uint32_t i) noexcept {
  return white_row(d, d.plan->gate_average, i);
}

/// Samples from which on the steps of a descent shrink, as n^-3/4: with the default step of .02 twenty of its time constants,
/// so that a descent has arrived by then. Averaging wants a power between 1/2 and 1.
///
/// source  Polyak, Juditsky, Acceleration of stochastic approximation by averaging, 1992
inline constexpr float slow_after = 1000.0f;

/// The weight of sample number `count` (from 1) in an average that forgets its beginning: the samples of the first half
/// hold a sixteenth of it.
///
/// source  Shamir, Zhang, Stochastic gradient descent for non-smooth optimization, 2013: polynomial decay, eta = 3
[[nodiscard]] inline float late_weight(std::uint32_t count) noexcept { return 4.0f / (static_cast<float>(count) + 3.0f); }

}  // namespace motet::core::descent
