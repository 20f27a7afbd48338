// SPDX-License-Identifier: MIT
#pragma once

#include "motet/form.hpp"

namespace motet::core::model {

/// Whether all experts have the activation of the first.
[[nodiscard]] bool alike(const Form& form) noexcept;

/// Whether the decisions separate `experts` experts until each stands alone, every node before those on its sides.
[[nodiscard]] bool parts_all(const Form& form) noexcept;

/// Probabilities of the experts, in place of the gate's log odds at one input: a softmax, or the product of the decisions on
/// the way to each.
///
/// shape   gate: max_experts; of them read: experts of a softmax, the last 0; experts - 1 of a tree
/// writes  gate: experts
void find_probabilities(const Form& form, float* gate) noexcept;

/// Logs of the same, which do not underflow.
///
/// shape   gate: as above;  first: where given, the probability of the first side of each decision
void find_log_probabilities(const Form& form, float* gate, float* first) noexcept;

}  // namespace motet::core::model
