// SPDX-License-Identifier: MIT
#pragma once

#include "family/task.hpp"

namespace motet::core::family {

// The E-step of a kind of mixture is solve::expect; what a Task makes of a sample is Task::share_out, and a tree's part of it
//
//     a decision n of a tree, R its experts' responsibility, f its first side's probability:
//     gradient_n = sum (R_first - R f) w,   curvature_n = sum R f (1 - f) w w',   one behind the other
//
// Other passes over the reservoir follow.

/// Weights, normal_i = sum r_i w w' and moment_i = sum r_i w: where in the inputs each expert of `candidate` is responsible.
///
/// error   as solve::expect
[[nodiscard]] bool gather_shares(Task& task, const Candidate& candidate, const Sums& sums) noexcept;

/// How the unexplained energy of experts `i` and `j` of work.current, whose rows are the same, depends on the inputs:
/// with R = r_i + r_j
///
///     weight_0 = sum R,   energy_0 = sum R e^2,   normal_0 = sum R G'^2 e^2 w w',   normal_1 = sum R G'^2 w w'
///
/// error   as solve::expect
[[nodiscard]] bool gather_energy(Task& task, std::uint32_t i, std::uint32_t j, const Sums& sums) noexcept;

}  // namespace motet::core::family
