// SPDX-License-Identifier: MIT
#include "descent/descent_stages.hpp"
#include "descent/regions.hpp"
#include "tensor/take_settings.hpp"

namespace motet::core {

namespace {

using tensor::lies;

constexpr std::uint32_t samples_an_input = 30000;  // with so many every expert was found (tests/bench/README.md, [MOKV20])
constexpr std::uint32_t least_samples = 1600;      // 100 for the spread, which takes a sixteenth of them

/// 0 stands for the bound, or for what suits the inputs.
[[nodiscard]] DescentSettings completed(const DescentPlan& plan, DescentSettings settings) noexcept {
  if (settings.dim == 0) settings.dim = plan.dim;
  if (settings.experts == 0) settings.experts = plan.experts;
  if (settings.samples == 0) settings.samples = samples_an_input * settings.dim;
  return settings;
}

[[nodiscard]] Status check(const DescentPlan& plan, const DescentSettings& s) noexcept {
  if (!lies(s.dim, 1u, plan.dim)) return Status::bad_dim;
  if (!lies(s.experts, 2u, plan.experts)) return Status::bad_experts;
  const bool good = lies(s.samples, least_samples, descent::most_samples) && lies(s.range, 1e-30f, 1e30f) &&
                    lies(s.condition_limit, 1.0f, 1e6f) && lies(s.step, 1e-4f, 0.1f) && lies(s.sigma_floor, 1e-4f, 0.1f);
  return good ? Status::ok : Status::bad_setting;
}

}  // namespace

Status configure(const DescentView& d, const DescentSettings& settings) noexcept {
  const DescentSettings wanted = completed(*d.plan, settings);
  const Status status = tensor::take_settings(d, wanted, check(*d.plan, wanted));
  if (status == Status::ok) descent::enter(d, DescentStage::spread);
  return status;
}

}  // namespace motet::core
