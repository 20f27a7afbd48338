// SPDX-License-Identifier: MIT
#pragma once

#include "family/expect_general.hpp"

namespace motet::core::family {

/// One Gauss-Newton step for each expert; for a line that is weighted least squares.
///
///     a_i += (normal_i + ridge I)^-1 moment_i,   ridge: damping times the mean of the diagonal where the expert is curved
///
/// shape   sums.normal is factored in place; sums.energy becomes that of the new experts where they are lines, and stays
///         that of the old ones where they are curved: the noise follows a pass later
/// error   an expert whose matrix is not positive keeps its row; a curved one moves its input by at most half of 1 + its length
/// source  Levenberg, A method for the solution of certain non-linear problems in least squares, 1944
void maximise_experts(const Task& task, float damping, Candidate& candidate, solve::Sums& sums) noexcept;

/// One Newton step of the gate: of the softmax, or of the weighted logistic regression at each decision.
///
/// shape   sums.normal and sums.moment, or sums.curvature, are overwritten
/// error   none is taken where a Hessian is not positive
/// cost    a tree: (experts - 1) (rank + 1)^3 / 6 multiply-adds
/// source  [JJ94]
void maximise_gate(const Task& task, Candidate& candidate, solve::Sums& sums) noexcept;

}  // namespace motet::core::family
