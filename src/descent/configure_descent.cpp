// SPDX-License-Identifier: MIT
#include "descent/descent_stages.hpp"
#include "descent/regions.hpp"
#include "tensor/vector.hpp"

namespace motet::core {

namespace {

constexpr std::uint32_t samples_an_input = 30000;  // with so many every expert was found (tests/bench/README.md, [MOKV20])
constexpr std::uint32_t least_samples = 1600;      // 100 for the spread, which takes a sixteenth of them

[[nodiscard]] bool within(float v, float low, float high) noexcept { return v >= low && v <= high; }
[[nodiscard]] bool within(std::uint32_t v, std::uint32_t low, std::uint32_t high) noexcept { return v >= low && v <= high; }

/// 0 stands for the bound, or for what suits the inputs.
[[nodiscard]] DescentSettings completed(const DescentPlan& plan, DescentSettings settings) noexcept {
  if (settings.dim == 0) settings.dim = plan.dim;
  if (settings.experts == 0) settings.experts = plan.experts;
  if (settings.samples == 0) settings.samples = samples_an_input * settings.dim;
  return settings;
}

[[nodiscard]] Status check(const DescentPlan& plan, const DescentSettings& s) noexcept {
  if (!within(s.dim, 1u, plan.dim)) return Status::bad_dim;
  if (!within(s.experts, 2u, plan.experts)) return Status::bad_experts;
  const bool good = within(s.samples, least_samples, descent::most_samples) && within(s.range, 1e-30f, 1e30f) &&
                    within(s.condition_limit, 1.0f, 1e6f) && within(s.step, 1e-4f, 0.1f) && within(s.sigma_floor, 1e-4f, 0.1f);
  return good ? Status::ok : Status::bad_setting;
}

}  // namespace

Status configure(const DescentView& d, const DescentSettings& settings) noexcept {
  const DescentSettings wanted = completed(*d.plan, settings);
  const Status status = check(*d.plan, wanted);
  if (status != Status::ok) {
    if (d.state->configured != Status::ok) d.state->configured = status;
    return status;
  }
  *d.state = DescentState{};
  d.state->settings = wanted;
  d.state->configured = Status::ok;
  tensor::fill(d.plan->floats, 0.0f, d.block);
  descent::enter(d, DescentStage::spread);
  return Status::ok;
}

}  // namespace motet::core
