// SPDX-License-Identifier: MIT
#pragma once

#include "motet/adapter.hpp"
#include "motet/detail/image.hpp"

namespace motet::core {

/// An adapter as an image. What each sample recomputes is not in it.
///
///     fields: settings, units and schedule, change detector, weights and averages, counters
///     floats: scale, last sample, repeats, gradients of the gate, inverse information, carry, lag, line, judgement
struct AdapterImage {
  struct Like {
    const AdapterPlan* plan;
    const AdaptSettings* wanted = nullptr;
  };
  using Source = AdapterSource;
  using Target = AdapterView;
  struct Fields {
    AdaptState state;
    std::uint32_t stuck_limit = 0;  ///< AdaptSettings::stuck_limit to go on with
  };
  static constexpr std::uint32_t field_bytes = 367;
  using Runs = std::array<FloatRun, 9>;

  [[nodiscard]] static constexpr Runs runs(const Like& like) noexcept {
    const AdapterPlan& plan = *like.plan;
    return {{{plan.scale, plan.last - plan.scale},
             {plan.last, plan.run - plan.last},
             {plan.run, plan.sample - plan.run},
             {plan.gradient, plan.along - plan.gradient},
             {plan.inverse, plan.carry - plan.inverse},
             {plan.carry, plan.lag - plan.carry},
             {plan.lag, plan.line - plan.lag},
             {plan.line, plan.judgement - plan.line},
             {plan.judgement, plan.floats - plan.judgement}}};
  }
  [[nodiscard]] static constexpr ImageShape shape(const Like& like) noexcept {
    return {image_kind('A'), 5, like.plan->dim, like.plan->experts, 0, field_bytes, count_floats(runs(like))};
  }
};

template <std::size_t Dim, std::size_t Experts>
struct ImageOf<Adapter<Dim, Experts>> : PlannedImage<AdapterImage, Adapter<Dim, Experts>> {
  using Settings = AdaptSettings;
};

}  // namespace motet::core
