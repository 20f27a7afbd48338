// SPDX-License-Identifier: MIT
#include "family/task.hpp"

#include "start/bend.hpp"
#include "start/whiten.hpp"

namespace motet::core::family {

Task lay_task(const core::EstimatorView& e, const Form& form) noexcept { return {solve::lay_out(e), form, 0.0f, 1.0f}; }

Answer Task::answer(std::uint32_t expert, float product) const noexcept {
  const Activation& g = form.activation[expert];
  if (g.linear()) return {product, 1.0f};
  const float input = simd::fused(unit, product, mean);
  return {(g.value(input, g.parameter) - mean) / unit, g.derivative(input, g.parameter)};
}

Status whiten(Task& task) noexcept {
  solve::Workspace& work = task.work;
  if (const Status status = solve::whiten(work); status != Status::ok) return status;
  const State& state = *work.estimator.state;
  static_cast<void>(solve::measure_bend(work, true));  // with no budget they are through at once
  static_cast<void>(solve::measure_skewness(work));
  work.course().accepted = state.counters.accepted;
  task.unit = work.white.target_deviation / state.target_scale;
  task.mean = state.target_shift + work.white.target_mean / state.target_scale;
  return Status::ok;
}

}  // namespace motet::core::family
