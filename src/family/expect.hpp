// SPDX-License-Identifier: MIT
#pragma once

#include "family/task.hpp"
#include "solve/expect.hpp"

namespace motet::family {

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

/// Mean log-likelihood alone.
[[nodiscard]] float measure_loglik(const Task& task, const Candidate& candidate) noexcept;

}  // namespace motet::family
