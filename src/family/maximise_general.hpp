// SPDX-License-Identifier: MIT
#pragma once

#include "family/task.hpp"

namespace motet::core::family {

/// One damped Gauss-Newton step for curved expert `i`; a line takes solve::maximise_expert.
///
///     a_i += (normal_i + ridge I)^-1 moment_i,   ridge: damping times the mean of the diagonal, and that of a line
///
/// writes  its part of sums.normal is factored in place; its part of sums.energy stays that of the old expert: the noise
///         follows a pass later
/// error   an expert whose matrix is not positive keeps its row; it moves its input by at most half of 1 + its length
/// source  Levenberg, A method for the solution of certain non-linear problems in least squares, 1944
void maximise_curved(const Task& task, std::uint32_t i, float damping, const Sums& sums) noexcept;

/// One Newton step of the weighted logistic regression at decision `n` of a tree.
///
/// writes  its parts of sums.curvature and sums.gradient are overwritten
/// error   none is taken where the Hessian is not positive
/// cost    (rank + 1)^3 / 6 multiply-adds
/// source  [JJ94]
void maximise_decision(const Task& task, std::uint32_t n, const Sums& sums) noexcept;

}  // namespace motet::core::family
