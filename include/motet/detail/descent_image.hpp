// SPDX-License-Identifier: MIT
#pragma once

#include "motet/descent.hpp"
#include "motet/detail/image.hpp"

namespace motet::core {

/// A Descent as an image. What each sample recomputes is not in it.
///
///     fields: settings, stage, counters
///     floats: frame, second moment and its directions; experts, their averages; lengths, slopes and gate
struct DescentImage : PlannedKind<DescentPlan, DescentSettings, DescentSource, DescentView, 4> {
  using Fields = DescentState;
  static constexpr std::uint32_t field_bytes = 117;

  [[nodiscard]] static constexpr Runs runs(const Like& like) noexcept {
    const DescentPlan& plan = *like.plan;
    return {{between(plan.shift, plan.sample), between(plan.vector, plan.next), between(plan.average, plan.gram),
             between(plan.along, plan.floats)}};
  }
  [[nodiscard]] static constexpr ImageShape shape(const Like& like) noexcept {
    return {image_kind('D'), 1, like.plan->dim, like.plan->experts, 0, field_bytes, count_floats(runs(like))};
  }
};

template <std::size_t Dim, std::size_t Experts>
struct ImageOf<Descent<Dim, Experts>> : PlannedImage<DescentImage, Descent<Dim, Experts>> {};

}  // namespace motet::core
