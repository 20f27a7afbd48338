// SPDX-License-Identifier: MIT
#pragma once

#include "climb/expect.hpp"
#include "family/task.hpp"

namespace motet::core::family {

/// The E-step for a candidate of any form, all sums of a Gauss-Newton M-step in one pass; loglik and weight are written.
///
///     r_i ~ p_i N(y | G_i(a_i'w), sigma_i^2);   normal_i = sum r_i G_i'^2 w w',   moment_i = sum r_i e_i G_i' w
///     a decision n of a tree, R its experts' responsibility, f its first side's probability:
///     gradient_n = sum (R_first - R f) w,   curvature_n = sum R f (1 - f) w w'
///
/// shape   sums: from solve::lay_sums; a tree's curvatures lie one behind the other
/// error   sums of at most 64 terms, added up: about 1e-6 of the likelihood
/// cost    as solve::expect, and a value and a derivative of each activation a sample
/// source  [JJ94]
void expect(const Task& task, Candidate& candidate, solve::Sums& sums) noexcept;

/// Weights, normal_i = sum r_i w w' and moment_i = sum r_i w: where in the inputs each expert is responsible.
void gather_shares(const Task& task, const Candidate& candidate, solve::Sums& sums) noexcept;

/// How the unexplained energy of experts `i` and `j`, whose rows are the same, depends on the inputs: with R = r_i + r_j
///
///     weight_0 = sum R,   energy_0 = sum R e^2,   normal_0 = sum R G'^2 e^2 w w',   normal_1 = sum R G'^2 w w'
void gather_energy(const Task& task, const Candidate& candidate, std::uint32_t i, std::uint32_t j, solve::Sums& sums) noexcept;

/// Mean log-likelihood alone.
[[nodiscard]] float measure_loglik(const Task& task, const Candidate& candidate) noexcept;

}  // namespace motet::core::family
