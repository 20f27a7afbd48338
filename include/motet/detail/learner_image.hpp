// SPDX-License-Identifier: MIT
#pragma once

#include "motet/detail/adapter_image.hpp"
#include "motet/detail/estimator_image.hpp"
#include "motet/detail/learning.hpp"
#include "motet/detail/model_image.hpp"

namespace motet::core {

/// What all members of a learner share, as an image. The images of its members and of its windows stand behind it.
///
///     fields: settings, how far the fits are, targets, intervals, change detector, counters
///     floats: centre, tolerances, histogram of the intervals
struct LearnerImage : PlannedKind<LearnerPlan, LearnerSettings, LearnerSource, LearnerView, 3> {
  using Fields = LearnerState;
  static constexpr std::uint32_t field_bytes = 126;

  [[nodiscard]] static constexpr Runs runs(const Like& like) noexcept {
    const LearnerPlan& plan = *like.plan;
    return {{between(plan.centre, plan.tolerance), between(plan.tolerance, plan.sample), {plan.histogram, pit_bins}}};
  }
  [[nodiscard]] static constexpr ImageShape shape(const Like& like) noexcept {
    return {image_kind('L'), 1, like.plan->dim, like.plan->experts, like.plan->members, field_bytes, count_floats(runs(like))};
  }
};

/// A member as an image. Its bounds are what it is: coefficients, experts, memory. So a learner with another bank has other
/// bounds. Behind a mixture stand the images of its adapter and its model.
///
///     fields: coefficients in use; residuals, scale, weight in the vote
///     floats: of a line
struct MemberImage {
  struct Like {
    const MemberPlan* place;
    std::uint32_t order;  ///< most coefficients of a line with this sight
  };
  struct Source {
    std::uint32_t order;  ///< coefficients in use
    const MemberState* state;
    const float* block;  ///< of the member
  };
  struct Target {
    MemberState* state;
    float* block;
  };
  struct Fields {
    std::uint32_t order;
    MemberState state;
  };
  static constexpr std::uint32_t field_bytes = 32;
  using Runs = std::array<FloatRun, 1>;

  [[nodiscard]] static constexpr Runs runs(const Like& like) noexcept {
    const MemberPlan& place = *like.place;
    return {{{0, place.member.experts == 0 ? line_floats(like.order) : 0u}}};
  }
  [[nodiscard]] static constexpr ImageShape shape(const Like& like) noexcept {
    const Member& member = like.place->member;
    return {image_kind('B'), 1, like.order, member.experts, member.memory, field_bytes, count_floats(runs(like))};
  }
};

[[nodiscard]] constexpr MemberImage::Like member_like(const LearnerPlan& plan, std::uint32_t member) noexcept {
  return {&plan.member[member], member_order(plan.member[member].member, plan.dim)};
}
[[nodiscard]] constexpr ModelImage::Like mixture_like(const LearnerPlan& plan, std::uint32_t member) noexcept {
  return {plan.member[member].shape, plan.member[member].adapter.dim};
}

/// Images of a learner without its windows.
[[nodiscard]] constexpr std::uint32_t count_learner_images(const LearnerPlan& plan) noexcept {
  return 1u + plan.members + 2u * plan.mixtures;
}

/// Their bytes.
[[nodiscard]] constexpr std::size_t count_learner_bytes(const LearnerPlan& plan) noexcept {
  std::size_t bytes = LearnerImage::shape({&plan}).bytes();
  for (std::uint32_t m = 0; m < plan.members; ++m) {
    bytes += MemberImage::shape(member_like(plan, m)).bytes();
    if (plan.member[m].member.experts == 0) continue;
    bytes += AdapterImage::shape({&plan.member[m].adapter}).bytes() + ModelImage::shape(mixture_like(plan, m)).bytes();
  }
  return bytes;
}

/// Hands all images of a learner without its windows to `walk`.
template <class Walk>
void visit_learner(const LearnerSource& l, Walk& walk) noexcept {
  walk(ImageFrom<LearnerImage>{{l.plan}, l});
  for (std::uint32_t m = 0; m < l.plan->members; ++m) {
    const MemberPlan& place = l.plan->member[m];
    walk(ImageFrom<MemberImage>{member_like(*l.plan, m),
                                {member_order(place.member, l.state->settings.dim), l.members + m, l.block + place.block}});
    if (place.member.experts == 0) continue;
    walk(ImageFrom<AdapterImage>{{&place.adapter}, {&place.adapter, l.adapters + place.mixture, l.block + place.block}});
    walk(ImageFrom<ModelImage>{mixture_like(*l.plan, m), {place.shape, l.sizes[place.mixture], l.block + place.model}});
  }
}
template <class Walk>
void visit_learner(const LearnerView& l, Walk& walk) noexcept {
  walk(ImageInto<LearnerImage>{{l.plan}, l});
  for (std::uint32_t m = 0; m < l.plan->members; ++m) {
    const MemberPlan& place = l.plan->member[m];
    walk(ImageInto<MemberImage>{member_like(*l.plan, m), {l.members + m, l.block + place.block}});
    if (place.member.experts == 0) continue;
    walk(ImageInto<AdapterImage>{{&place.adapter}, {&place.adapter, l.adapters + place.mixture, l.block + place.block}});
    walk(ImageInto<ModelImage>{mixture_like(*l.plan, m), {place.shape, l.sizes + place.mixture, l.block + place.model}});
  }
}

}  // namespace motet::core
