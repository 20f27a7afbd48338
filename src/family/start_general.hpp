// SPDX-License-Identifier: MIT
#pragma once

#include "family/task.hpp"
#include "start/transform.hpp"

namespace motet::core::family {

/// What the tensor start reads experts of one activation from.
///
///     P2 = y^2 + gamma y,   P3 = y^3 + alpha y^2 + (beta - 3 sigma^2) y,   sigma^2 = E[y^2] - E[g(Z)^2]
///
/// source  [MOKV19] theorem 1
[[nodiscard]] solve::ExpertLabels label_experts(const Task& task, const LabelCoefficients& coefficients) noexcept;

/// The tensor start for them: as solve::start_from_tensor, from the tensors of these labels.
///
/// Exact in expectation for Gaussian x, |a_i| = 1 in white coordinates, no intercepts, and a gate that does not lean on the
/// experts' span; elsewhere a start.
///
/// writes  work.current, with settings().experts experts; work.found.tensor_state: how far the moments sufficed
/// returns false: the budget ended, to be called again
/// source  [MOKV19] algorithm 1
[[nodiscard]] bool start_from_tensor(Task& task) noexcept;

}  // namespace motet::core::family
