// SPDX-License-Identifier: MIT
#include "adapt/change.hpp"
#include "adapt/schedule.hpp"
#include "tensor/take_settings.hpp"

namespace motet::core {

namespace {

using tensor::lies;

[[nodiscard]] bool good(const AdaptSettings& s) noexcept {
  return lies(s.step_delay, 1.0f, 1e6f) && lies(s.step_power, 0.5f, 1.0f) && lies(s.average_power, 0.0f, 8.0f) &&
         lies(s.renew_threshold, 1.0f, 1e6f) && lies(s.gate_hold, 0u, 1000000u) && lies(s.gate_ridge, 1e-5f, 1.0f) &&
         lies(s.gate_stride, 0.01f, 10.0f) && lies(s.expert_ridge, 1e-12f, 1.0f) &&
         (s.outlier_limit == 0.0f || lies(s.outlier_limit, 2.0f, 1e6f)) &&
         (s.stuck_limit == 0u || lies(s.stuck_limit, 2u, 1000000000u)) && lies(s.change_allowance, 0.0f, 4.0f) &&
         lies(s.change_threshold, 1.0f, 1e6f) && lies(s.change_memory, static_cast<float>(adapting::warming), 1e6f);
}

}  // namespace

Status configure_adapter(const AdapterView& a, const AdaptSettings& settings) noexcept {
  const Status status = tensor::take_settings(a, settings, good(settings) ? Status::ok : Status::bad_setting);
  if (status == Status::ok) a.state->least_step = adapting::floor_step(0.0f, 0.0f);
  return status;
}

}  // namespace motet::core
