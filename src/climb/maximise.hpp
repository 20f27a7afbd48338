// SPDX-License-Identifier: MIT
#pragma once

#include "climb/expect.hpp"

namespace motet::core::solve {

/// What keeps an expert's normal matrix positive: a factorisation in floats needs 1e-6 of the number of samples.
[[nodiscard]] inline float expert_ridge(const Workspace& work) noexcept { return 1e-6f * static_cast<float>(work.samples()); }

/// The same of the gate's Hessian, behind the ridge of the settings. Its weights p (1 - p) are 1/4 at the most.
[[nodiscard]] inline float gate_ridge(const Workspace& work) noexcept {
  return work.settings().gate_ridge + 1e-7f * static_cast<float>(work.samples());
}

/// Weighted least squares for expert `i`, as a correction to the expert that made the residuals:
///
///     a_i += (S_i + ridge I)^-1 sum r_i e_i w,   S_i = sum r_i w w'
///
/// A correction keeps its digits where sums of y^2 would cancel. sums.energy becomes that of the new expert.
///
/// writes  its part of sums.normal is factored in place
/// error   an expert whose matrix is not positive keeps its row
/// cost    (rank + 1)^3 / 6 multiply-adds
void maximise_expert(const Workspace& work, std::uint32_t i, const Candidate& candidate, const Sums& sums) noexcept;

/// sigma^2 from the energies: one for all, or one for each expert, drawn to the common one by two samples.
/// Never below (settings().sigma_floor)^2.
void maximise_variance(const Workspace& work, Candidate& candidate, const Sums& sums) noexcept;

/// The gate is maximised by one Newton step of its weighted logistic regression, with a ridge on its rows: each row of the
/// Hessian is formed and factored in turn, (experts - 1) (rank + 1) of them, then the step is taken.
///
/// writes  the Hessian over sums.normal and all behind it
/// returns false where the Hessian is not positive: then no step can be taken. The caller halves a step if the likelihood falls
/// cost    a row: half its number squared in multiply-adds; the step as much as two rows
[[nodiscard]] bool form_gate_row(const Workspace& work, std::uint32_t row, const Candidate& candidate,
                                 const Sums& sums) noexcept;
void step_gate(const Workspace& work, const Candidate& candidate, const Sums& sums) noexcept;

/// What the M-step adds to the likelihood, per sample, as a loss: the gate's ridge,
/// settings().gate_ridge / 2 sum |gate|^2, and the pull of each variance to the common one.
[[nodiscard]] float measure_penalty(const Workspace& work, const Candidate& candidate, const Sums& sums) noexcept;

}  // namespace motet::core::solve
