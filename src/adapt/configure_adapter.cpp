// SPDX-License-Identifier: MIT
#include "adapt/change.hpp"
#include "adapt/schedule.hpp"
#include "tensor/vector.hpp"

namespace motet::core {

namespace {

[[nodiscard]] bool lies(float value, float low, float high) noexcept { return value >= low && value <= high; }
[[nodiscard]] bool lies(std::uint32_t value, std::uint32_t low, std::uint32_t high) noexcept {
  return value >= low && value <= high;
}

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
  if (!good(settings)) {
    if (a.state->configured != Status::ok) a.state->configured = Status::bad_setting;
    return Status::bad_setting;
  }
  *a.state = AdaptState{};
  a.state->settings = settings;
  a.state->least_step = adapting::floor_step(0.0f, 0.0f);
  a.state->configured = Status::ok;
  tensor::fill(a.plan->floats, 0.0f, a.block);
  return Status::ok;
}

}  // namespace motet::core
