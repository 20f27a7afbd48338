// SPDX-License-Identifier: MIT
#pragma once

#include "motet/detail/image.hpp"
#include "motet/estimator.hpp"

namespace motet::core {

/// An estimator as an image. Version 4 has the watch over a rest.
///
///     fields: settings, counters, calibration phase, reservoir's draws
///     floats: moments (old, young), frame (shift, scale), reservoir
struct EstimatorImage : PlannedKind<Plan, Settings, EstimatorSource, EstimatorView, 5> {
  struct Fields {
    State state;
    float memory = 0.0f;  ///< Settings::memory to go on with
  };
  static constexpr std::uint32_t field_bytes = 175;

  [[nodiscard]] static constexpr Runs runs(const Like& like) noexcept {
    const Plan& plan = *like.plan;
    const std::uint32_t level = plan.young - plan.moments;  // the young one lies right behind the old one
    return {{{plan.moments, level},
             {plan.young, level},
             {plan.frame, padded(plan.dim)},
             {plan.scale, padded(plan.dim)},
             {plan.reservoir, padded(plan.window * (plan.dim + 1u))}}};
  }
  [[nodiscard]] static constexpr ImageShape shape(const Like& like) noexcept {
    const Plan& plan = *like.plan;
    return {image_kind('E'), 4, plan.dim, plan.experts, plan.window, field_bytes, count_floats(runs(like))};
  }
};

template <std::size_t Dim, std::size_t Experts, std::size_t Window>
struct ImageOf<Estimator<Dim, Experts, Window>> : PlannedImage<EstimatorImage, Estimator<Dim, Experts, Window>> {};

}  // namespace motet::core
