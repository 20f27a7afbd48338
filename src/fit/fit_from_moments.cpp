// SPDX-License-Identifier: MIT
// The fit of an estimator that keeps no sample. An object file of its own: not linked if an estimator has a window.

#include "fit/course.hpp"
#include "start/experts_from_tensor.hpp"
#include "start/gate_from_moments.hpp"
#include "start/single_line.hpp"

namespace motet::core {

using namespace motet::core::solve;

namespace {

/// One line, or two experts from the third-order moment and their gate.
[[nodiscard]] Status go_on(Workspace& work, const ModelStore& model) noexcept {
  Course& course = work.course();
  const auto label = [&work] { return label_linear(work); };
  if (const Status status = read_moments(work, false, Attempt::moments, label); status != Status::ok) return status;
  const bool linear = course.attempt == Attempt::linear;
  const auto enter = [&] { return linear ? start_with_line(work) : start_from_tensor(work); };
  const auto climb = [&] {
    if (linear) return Status::ok;
    return work.found.tensor_state == TensorState::short_of_rank ? Status::no_gate : find_gate(work);
  };
  const auto leave = [&] {
    course.climb.converged = linear;
    keep_likelier(work, linear ? Start::linear : Start::tensor);
    return Attempt::finish;
  };
  const Status status = take_attempts(course, enter, climb, leave);
  return status == Status::ok ? hand_out(work, model) : status;
}

}  // namespace

Status begin_fit_from_moments(const EstimatorView& e) noexcept { return open_fit(e); }

[[gnu::noinline]] Status step_fit_from_moments(const EstimatorView& e, std::uint32_t budget, const ModelStore& model) noexcept {
  Workspace work;
  if (const Status status = resume_fit(e, budget, 0, work); status != Status::ok) return status;
  return close_slice(work, go_on(work, model));
}

Status fit_from_moments(const EstimatorView& e, const ModelStore& model) noexcept {
  return step_to_end(begin_fit_from_moments(e), [&](std::uint32_t budget) { return step_fit_from_moments(e, budget, model); });
}

}  // namespace motet::core
