// SPDX-License-Identifier: MIT
#include "family/task.hpp"

#include "solve/whiten.hpp"

namespace motet::family {

Task lay_task(const core::EstimatorView& e, const Form& form) noexcept { return {solve::lay_out(e), form, 0.0f, 1.0f}; }

Status whiten(Task& task) noexcept {
  if (const Status status = solve::whiten(task.work); status != Status::ok) return status;
  const State& state = *task.work.estimator.state;
  task.unit = task.work.white.target_deviation / state.target_scale;
  task.mean = state.target_shift + task.work.white.target_mean / state.target_scale;
  return Status::ok;
}

}  // namespace motet::family
