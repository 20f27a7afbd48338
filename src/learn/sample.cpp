// SPDX-License-Identifier: MIT
#include "learn/sample.hpp"

#include "tensor/vector.hpp"

namespace motet::core::learn {

Status check_value(const LearnerView& l, float value) noexcept {
  if (tensor::within(l.state->settings.range, value)) return Status::ok;
  return value - value == 0.0f ? Status::out_of_range : Status::not_finite;
}

Status check_inputs(const LearnerView& l, const float* x, std::size_t length) noexcept {
  if (l.state->configured != Status::ok) return l.state->configured;
  if (length != dim_of(l)) return Status::wrong_length;
  for (std::size_t j = 0; j < length; ++j) {
    if (const Status status = check_value(l, x[j]); status != Status::ok) return status;
  }
  return Status::ok;
}

}  // namespace motet::core::learn
