// SPDX-License-Identifier: MIT
#pragma once

#include "motet/adapter.hpp"
#include "motet/detail/image.hpp"

namespace motet::core {

/// An adapter as an image. What each sample recomputes is not in it.
///
///     fields: settings, units and schedule, change detector, weights and averages, counters
///     floats: scale, last sample, repeats, gradients of the gate, inverse information, carry, lag, line, judgement
struct AdapterImage : PlannedKind<AdapterPlan, AdaptSettings, AdapterSource, AdapterView, 9> {
  struct Fields {
    AdaptState state;
    std::uint32_t stuck_limit = 0;  ///< AdaptSettings::stuck_limit to go on with
  };
  static constexpr std::uint32_t field_bytes = 367;

  [[nodiscard]] static constexpr Runs runs(const Like& like) noexcept {
    const AdapterPlan& plan = *like.plan;
    return {{between(plan.scale, plan.last), between(plan.last, plan.run), between(plan.run, plan.sample),
             between(plan.gradient, plan.along), between(plan.inverse, plan.carry), between(plan.carry, plan.lag),
             between(plan.lag, plan.line), between(plan.line, plan.judgement), between(plan.judgement, plan.floats)}};
  }
  [[nodiscard]] static constexpr ImageShape shape(const Like& like) noexcept {
    return {image_kind('A'), 5, like.plan->dim, like.plan->experts, 0, field_bytes, count_floats(runs(like))};
  }
};

template <std::size_t Dim, std::size_t Experts>
struct ImageOf<Adapter<Dim, Experts>> : PlannedImage<AdapterImage, Adapter<Dim, Experts>> {};

}  // namespace motet::core
