// SPDX-License-Identifier: MIT
#pragma once

#include "solve/expect.hpp"

namespace motet::solve {

/// Weighted least squares for each expert, as a correction to the expert that made the residuals:
///
///     a_i += (S_i + ridge I)^-1 sum r_i e_i w,   S_i = sum r_i w w'
///
/// A correction keeps its digits where sums of y^2 would cancel. sums.energy becomes that of the new experts.
///
/// shape   sums.normal is factored in place
/// error   an expert whose matrix is not positive keeps its row
void maximise_experts(const Workspace& work, Candidate& candidate, Sums& sums) noexcept;

/// sigma^2 from the energies: one for all, or one for each expert, drawn to the common one by two samples.
/// Never below (settings().sigma_floor)^2.
void maximise_variance(const Workspace& work, Candidate& candidate, const Sums& sums) noexcept;

/// One Newton step of the gate's weighted logistic regression, with a ridge on its rows.
///
/// shape   sums.normal and sums.moment are overwritten by the Hessian
/// error   a step is halved by the caller if the likelihood falls; none is taken where the Hessian is not positive
/// cost    ((experts - 1) (rank + 1))^3 / 6 multiply-adds
void maximise_gate(const Workspace& work, Candidate& candidate, Sums& sums) noexcept;

/// What the M-step maximises beside the likelihood, per sample, as a loss: the gate's ridge,
/// settings().gate_ridge / 2 sum |gate|^2, and the pull of each variance to the common one.
[[nodiscard]] float measure_penalty(const Workspace& work, const Candidate& candidate, const Sums& sums) noexcept;

}  // namespace motet::solve
