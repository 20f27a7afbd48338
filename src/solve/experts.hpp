// SPDX-License-Identifier: MIT
#pragma once

#include "solve/transform.hpp"

namespace motet::solve {

/// The tensor start: experts from the third-order moment, straight from the packed accumulator.
///
///     T2 = sum_i pi_i a_i a_i'  gives the k directions,   T3 contracted with them decomposes
///     by power iteration:       pi_i = 1 / lambda_i^2,    a_i = lambda_i U l^1/2 v_i
///
/// Exact in expectation for Gaussian x and a gate that does not lean on the experts' span; elsewhere a start.
/// Intercepts and gate rows are zero, variances at the annealing start, weights pi_i.
///
/// shape   work.current is written with settings().experts experts
/// unit    white
/// error   work.found.tensor_state says how far the moments carried it
/// cost    experts contractions of the packed moments, then order experts^3 alone
/// source  [MOKV19] algorithm 1, [AGHKT14]
void start_from_tensor(Workspace& work, const ExpertLabels& labels) noexcept;

/// The same for linear experts.
inline void start_from_tensor(Workspace& work) noexcept { start_from_tensor(work, label_linear(work)); }

}  // namespace motet::solve
