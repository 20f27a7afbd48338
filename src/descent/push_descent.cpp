// SPDX-License-Identifier: MIT
#include "descent/descent_stages.hpp"
#include "tensor/vector.hpp"

namespace motet::core {

Status push(const DescentView& d, const float* x, std::size_t length, float y) noexcept {
  if (d.state->configured != Status::ok) return d.state->configured;
  Counters& counters = d.state->counters;
  if (length != d.state->settings.dim) {
    ++counters.wrong_length;
    return Status::wrong_length;
  }
  const float range = d.state->settings.range;
  if (!tensor::within(length, range, x) || !tensor::within(range, y)) {
    bool finite = y - y == 0.0f;
    for (std::size_t j = 0; j < length; ++j) finite &= x[j] - x[j] == 0.0f;
    ++(finite ? counters.out_of_range : counters.not_finite);
    return finite ? Status::out_of_range : Status::not_finite;
  }
  ++counters.accepted;
  descent::advance(d, x, y);
  return Status::ok;
}

}  // namespace motet::core
