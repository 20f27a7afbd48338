// SPDX-License-Identifier: MIT
#pragma once

#include "motet/form.hpp"
#include "tensor/vector.hpp"
#include "workspace/workspace.hpp"

namespace motet::core::family {

using solve::Candidate;

/// The fit of a general model at work: the pieces of a fit, the form that is fitted now, and where y stands.
///
/// Every row is held in deviations of y, as that of a line is: u = row'w stands for the input mean + unit u of the activation,
/// and the expert says (g(mean + unit u) - mean) / unit. For a line that is u itself, so all that solve does with candidates
/// (starting, ordering, reading and writing models) holds for every activation.
struct Task {
  solve::Workspace work;
  Form form;
  float mean;  ///< user's units of y
  float unit;
};

/// What an expert says, and how fast it changes with its row's product.
struct Answer {
  float value;  ///< deviations of y
  float slope;
};

[[nodiscard]] inline Answer answer(const Task& task, std::uint32_t expert, float product) noexcept {
  const Activation& g = task.form.activation[expert];
  if (g.linear()) return {product, 1.0f};
  const float input = simd::fused(task.unit, product, task.mean);
  return {(g.value(input, g.parameter) - task.mean) / task.unit, g.derivative(input, g.parameter)};
}

/// Lays out a fit; the white frame is not known yet.
[[nodiscard]] Task lay_task(const core::EstimatorView& e, const Form& form) noexcept;

/// Finds the white frame, and asks the moments what else a fit needs of them.
///
/// error   as solve::whiten
[[nodiscard]] Status whiten(Task& task) noexcept;

}  // namespace motet::core::family
