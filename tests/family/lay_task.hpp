// SPDX-License-Identifier: MIT
#pragma once

#include "family/start_general.hpp"
#include "start/bend.hpp"
#include "start/experts_from_tensor.hpp"
#include "start/whiten.hpp"

// The fit of a general model stopped where its first start begins.

namespace motet::test {

/// Whitens, and reads what else a fit needs of the moments but the tensors.
[[nodiscard]] inline Status read_moments(core::family::Task& task) noexcept {
  if (const Status status = core::solve::whiten(task.work); status != Status::ok) return status;
  // Without a budget they are through at once.
  static_cast<void>(core::solve::measure_bend(task.work, true));
  static_cast<void>(core::solve::measure_skewness(task.work));
  core::family::read_units(task);
  return Status::ok;
}

/// The tensor start of experts of one activation, all of it.
inline void start_from_tensor(core::family::Task& task, const LabelCoefficients& coefficients) noexcept {
  static_cast<void>(core::solve::form_tensors(task.work, core::family::label_experts(task, coefficients)));
  static_cast<void>(core::family::start_from_tensor(task));
}

}  // namespace motet::test
