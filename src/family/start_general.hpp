// SPDX-License-Identifier: MIT
#pragma once

#include "family/task.hpp"

namespace motet::core::family {

/// The tensor start for experts of one activation: as solve::start_from_tensor, with its label transform.
///
///     P2 = y^2 + gamma y,   P3 = y^3 + alpha y^2 + (beta - 3 sigma^2) y,   sigma^2 = E[y^2] - E[g(Z)^2]
///
/// Exact in expectation for Gaussian x, |a_i| = 1 in white coordinates, no intercepts, and a gate that does not lean on the
/// experts' span; elsewhere a start.
///
/// writes  work.current, with settings().experts experts; work.found.tensor_state: how far the moments sufficed
/// source  [MOKV19] theorem 1, algorithm 1
void start_from_tensor(Task& task, const LabelCoefficients& coefficients) noexcept;

}  // namespace motet::core::family
