// SPDX-License-Identifier: MIT
#pragma once

#include "climb/expect.hpp"

// What EM does between its passes, for every kind of mixture: convergence, step lengths, dead experts.

namespace motet::core::solve {

/// A step is halved this many times; then it is undone.
inline constexpr std::uint32_t max_halvings = 6;

/// Whether the objective has fallen since the pass before, by more than rounding; one that is not finite has.
[[nodiscard]] bool fell(const core::Climb& climb, float objective) noexcept;

/// Takes the objective of a pass; true when what is left to gain, were the gains to fall off as they do
/// now, lies below the tolerance (Aitken), twice running.
[[nodiscard]] bool settle(core::Climb& climb, float objective, float tolerance) noexcept;

/// Factor by which the step of the next pass is lengthened, once the annealing is over and convergence is slow.
[[nodiscard]] float lengthened(const core::Climb& climb) noexcept;

/// rows = saved + factor (rows - saved).
void scale_step(std::uint32_t floats, float factor, float* rows, const float* saved) noexcept;

/// The same for experts and gate of work.current, from work.saved.
void scale_rows(const Workspace& work, float factor) noexcept;

/// About what the last step was worth, nats per sample, from its length: sum_i weight_i |da_i|^2 / 2 sigma_i^2 for the experts,
/// |dw|^2 / 8 for the gate. It shows progress where the likelihood itself is flat to rounding.
[[nodiscard]] float measure_step(const Workspace& work) noexcept;

/// First expert of work.current with less than half of the samples that its coefficients need; experts if all live.
[[nodiscard]] std::uint32_t find_dead(const Workspace& work, const Sums& sums) noexcept;

/// Of the two experts that predict most alike, the lighter one.
[[nodiscard]] std::uint32_t find_spare(const Workspace& work, const Sums& sums) noexcept;

/// Splits the expert of work.current with the most energy in favour of `dead`: one half a deviation of its noise above, one
/// below, behind the same gate. Where no expert has any energy, as for a constant target, the noise floor separates them.
///
/// shape   tree: the rows of the gate are decisions, and stay
void revive(const Workspace& work, std::uint32_t dead, bool tree, const Sums& sums) noexcept;

}  // namespace motet::core::solve
