// SPDX-License-Identifier: MIT
#pragma once

#include "start/transform.hpp"

namespace motet::core::solve {

/// What the tensor start needs of the moments, for start_from_tensor: the second one's spectrum, and the third one contracted
/// with its largest directions, in scratch.
///
/// writes  work.current, cleared for settings().experts experts; work.found.tensor_state: how far the moments sufficed
/// returns false: the budget ended, to be called again
/// cost    one Jacobi decomposition; experts + 1 contractions of the packed moments; an elementary step is half a
///         sweep or a contraction
[[nodiscard]] bool form_tensors(Workspace& work, const ExpertLabels& labels) noexcept;

/// The tensor start: experts from the third-order moment, straight from the packed accumulator.
///
///     T2 = sum_i pi_i a_i a_i'  gives the k directions,   T3 contracted with them decomposes
///     by power iteration:       pi_i = 1 / lambda_i^2,    a_i = lambda_i U l^1/2 v_i
///
/// Exact in expectation for Gaussian x and a gate that does not lean on the experts' span; elsewhere a start.
/// Intercepts and gate rows are zero, variances at the annealing start, weights pi_i.
///
/// unit    white
/// writes  work.current, with settings().experts experts; work.found.tensor_state as above
/// returns false: the budget ended, to be called again
/// cost    order experts^3; an elementary step is ten iterations
/// source  [MOKV19] algorithm 1, [AGHKT14]
[[nodiscard]] bool start_from_tensor(Workspace& work) noexcept;

}  // namespace motet::core::solve
