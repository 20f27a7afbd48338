// SPDX-License-Identifier: MIT
#include "stream/reservoir.hpp"
#include "tensor/take_settings.hpp"

namespace motet::core {

namespace {

using tensor::lies;

/// 0 stands for the bound.
[[nodiscard]] Settings completed(const Plan& plan, Settings settings) noexcept {
  if (settings.dim == 0) settings.dim = plan.dim;
  if (settings.experts == 0) settings.experts = plan.experts;
  return settings;
}

[[nodiscard]] Status check(const Plan& plan, const Settings& s) noexcept {
  if (!lies(s.dim, 1u, plan.dim)) return Status::bad_dim;
  if (!lies(s.experts, 1u, plan.experts)) return Status::bad_experts;
  const bool good = lies(s.calibration, 2u, 65535u) && lies(s.range, 1e-30f, 1e30f) && lies(s.memory, 0.0f, 1e9f) &&
                    lies(s.condition_limit, 1.0f, 1e12f) && lies(s.sigma_start, 0.01f, 2.0f) &&
                    lies(s.sigma_floor, 1e-6f, 0.1f) && lies(s.gate_ridge, 1e-6f, 1.0f) && lies(s.tolerance, 1e-7f, 0.1f) &&
                    lies(s.power_starts, 1u, 64u) && lies(s.power_iterations, 1u, 1000u) &&
                    lies(s.gate_iterations, 0u, 1000u) && lies(s.refine_iterations, 0u, 10000u) && lies(s.searches, 0u, 64u);
  return good ? Status::ok : Status::bad_setting;
}

/// The settings that the stream so far was taken with.
[[nodiscard]] bool same_stream(const Settings& a, const Settings& b) noexcept {
  return a.dim == b.dim && a.calibration == b.calibration && a.seed == b.seed && a.range == b.range && a.memory == b.memory;
}

}  // namespace

Status configure(const EstimatorView& e, const Settings& settings) noexcept {
  const Settings wanted = completed(*e.plan, settings);
  const Status status = tensor::take_settings(e, wanted, check(*e.plan, wanted));
  if (status == Status::ok) e.state->random = wanted.seed;
  return status;
}

Status adjust(const EstimatorView& e, const Settings& settings) noexcept {
  if (e.state->configured != Status::ok) return e.state->configured;
  const Settings wanted = completed(*e.plan, settings);
  const Status status = check(*e.plan, wanted);
  if (status != Status::ok) return status;
  if (!same_stream(wanted, e.state->settings)) return Status::bad_setting;
  e.state->settings = wanted;
  stream::release(e);
  return Status::ok;
}

}  // namespace motet::core
