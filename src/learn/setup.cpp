// SPDX-License-Identifier: MIT
#include "learn/fits.hpp"
#include "learn/pit.hpp"
#include "learn/vote.hpp"
#include "tensor/take_settings.hpp"

namespace motet::core {

using namespace motet::core::learn;

namespace {

/// What is wrong with the settings; ok if nothing is. `dim` 0 becomes the bound.
[[nodiscard]] Status check(const LearnerPlan& plan, LearnerSettings& settings) noexcept {
  if (settings.dim == 0) settings.dim = plan.dim;
  if (settings.dim > plan.dim) return Status::bad_dim;
  const bool good = settings.range >= 1e-15f && settings.range <= 1e15f && settings.work_per_sample <= 1000000000u;
  return good ? Status::ok : Status::bad_setting;
}

}  // namespace

Status configure_learner(const LearnerView& l, const LearnerSettings& wanted) noexcept {
  LearnerSettings settings = wanted;
  const Status judged = check(*l.plan, settings);
  if (const Status status = tensor::take_settings(l, settings, judged); status != Status::ok) return status;
  for (std::uint32_t m = 0; m < members_of(l); ++m) {
    const MemberPlan& place = l.plan->member[m];
    l.members[m] = MemberState{};
    if (place.member.experts == 0) continue;
    l.sizes[place.mixture] = ModelSize{};
    static_cast<void>(configure_adapter({&place.adapter, l.adapters + place.mixture, l.block + place.block}, AdaptSettings{}));
  }
  begin_vote(members_of(l), l.members);
  begin_histogram(histogram_of(l));
  restart_fits(l);
  return Status::ok;
}

}  // namespace motet::core
