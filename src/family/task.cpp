// SPDX-License-Identifier: MIT
#include "family/task.hpp"

namespace motet::core::family {

Answer Task::answer(std::uint32_t expert, float product) const noexcept {
  const Activation& g = form.activation[expert];
  if (g.linear()) return {product, 1.0f};
  const float input = simd::fused(unit, product, mean);
  return {(g.value(input, g.parameter) - mean) / unit, g.derivative(input, g.parameter)};
}

void read_units(Task& task) noexcept {
  const solve::Workspace& work = task.work;
  task.unit = work.white.target_deviation / work.white.target_scale;
  task.mean = work.estimator.state->target_shift + work.white.target_mean / work.white.target_scale;
}

}  // namespace motet::core::family
