// SPDX-License-Identifier: MIT
#pragma once

#include "pool/pool.hpp"
#include "pool/shift.hpp"
#include "stream/stream.hpp"

namespace motet::core::pool {

// The columns of a stream, each with a frame of its own: 0 is the target, 1.. the inputs.

[[nodiscard]] inline Axis axis_of(const core::EstimatorSource& e, std::uint32_t c) noexcept {
  if (c == 0) return {e.state->target_shift, e.state->target_scale};
  return {e.block[e.plan->frame + c - 1], e.block[e.plan->scale + c - 1]};
}

inline void set_axis(const core::EstimatorView& e, std::uint32_t c, const Axis& axis) noexcept {
  (c == 0 ? e.state->target_shift : stream::frame_shift(e)[c - 1]) = axis.shift;
  (c == 0 ? e.state->target_scale : stream::frame_scale(e)[c - 1]) = axis.scale;
}

[[nodiscard]] inline Column column_of(const Axis& axis, std::uint32_t c, float* level, Degree degree) noexcept {
  const float samples = *entry(level, 0, 0, 0);
  const float sum = c == 0 ? entry(level, 0, 0, 0)[4] : *entry(level, 0, 0, c, degree);
  const float squares = c == 0 ? entry(level, 0, 0, 0)[8] : *entry(level, 0, c, c, degree);
  return {axis.shift, axis.scale, samples, sum / samples, squares / samples};
}

/// A level of the moments.
struct Level {
  std::uint32_t order;
  float* tiles;
  Degree degree;
};

/// Moves a column of a level from its frame to another. Unit first: that is exact, and no shift is far in the larger one.
inline void move_column(const Level& level, std::uint32_t c, const Axis& from, const Axis& to) noexcept {
  const auto [order, tiles, degree] = level;
  const float factor = to.scale / from.scale;
  const float by = (to.shift - from.shift) * to.scale;
  if (c == 0) {
    if (factor != 1.0f) tensor::scale_target(order, factor, tiles, degree);
    if (by != 0.0f) shift_target(order, by, tiles, degree);
  } else {
    if (factor != 1.0f) tensor::scale_input(order, c, factor, tiles, degree);
    if (by != 0.0f) shift_input(order, c, by, tiles, degree);
  }
}

}  // namespace motet::core::pool
