// SPDX-License-Identifier: MIT
#include "pool/choose.hpp"
#include "pool/column.hpp"
#include "stream/forget.hpp"
#include "stream/frame.hpp"
#include "stream/moments.hpp"
#include "stream/reservoir.hpp"
#include "tensor/unit.hpp"
#include "tensor/vector.hpp"

namespace motet::core {

namespace {

using namespace motet::core::stream;
using pool::axis_of;
using pool::column_of;
using pool::move_column;
using pool::set_axis;

[[nodiscard]] Status check(const EstimatorView& into, const EstimatorSource& from) noexcept {
  if (into.state->configured != Status::ok) return into.state->configured;
  if (from.state->configured != Status::ok) return from.state->configured;
  if (into.state == from.state) return Status::same_stream;
  if (into.state->settings.dim != from.state->settings.dim) return Status::other_bounds;
  return into.state->settings.memory == from.state->settings.memory ? Status::ok : Status::other_memory;
}

/// level = all moments of `from` as they count at the end of its block; returns the squares of their weights.
[[nodiscard]] float copy_moments(const EstimatorSource& from, std::uint32_t floats, float* level) noexcept {
  const float* old = from.block + from.plan->moments;
  const float* young = from.block + from.plan->young;
  const float left = left_of(*from.state);
  for (std::uint32_t i = 0; i < floats; ++i) level[i] = left * (old[i] + young[i]);
  return left * left * (from.state->squares + static_cast<float>(from.state->young));
}

// ---- the three cases -----------------------------------------------------------------------------------

/// Both have a frame: both levels of `into` are folded, so that the young one is free for the moments of `from`.
void pool_moments(const EstimatorView& into, const EstimatorSource& from) noexcept {
  const std::uint32_t order = order_of(into);
  const Degree degree = into.plan->degree;
  float* ours = old_level(into);
  float* theirs = young_level(into);
  tensor::fold(order, ours, theirs, degree);
  into.state->squares += static_cast<float>(into.state->young) + copy_moments(from, level_floats(into), theirs);
  for (std::uint32_t c = 0; c < order; ++c) {
    const pool::Axis our_axis = axis_of({into.plan, into.state, into.block}, c);
    const pool::Axis their_axis = axis_of(from, c);
    const pool::Axis axis =
        pool::pool(column_of(our_axis, c, ours, degree), column_of(their_axis, c, theirs, degree), into.state->settings.range);
    move_column({order, ours, degree}, c, our_axis, axis);
    move_column({order, theirs, degree}, c, their_axis, axis);
    set_axis(into, c, axis);
  }
  tensor::fold(order, ours, theirs, degree);
  into.state->young = 0;
  into.state->widenings += from.state->widenings;
}

/// `from` still calibrates: its samples are taken one by one.
void take_held(const EstimatorView& into, const EstimatorSource& from) noexcept {
  const float* row = from.block + from.plan->young;
  const std::uint32_t dim = into.state->settings.dim;
  for (std::uint32_t i = 0; i < from.state->held; ++i, row += dim + 1) {
    if (into.state->framed) {
      add_sample(into, standardise(into, row, row[dim], sample_z(into)));
    } else {
      hold(into, row, row[dim]);
      if (into.state->held == calibration_length(into)) freeze_frame(into);
    }
  }
}

/// Widens column `c` of the old level until it holds every sample held back.
void cover_held(const EstimatorView& e, std::uint32_t c) noexcept {
  const std::uint32_t dim = e.state->settings.dim;
  const float* value = young_level(e) + (c == 0 ? dim : c - 1);
  const pool::Axis axis = axis_of({e.plan, e.state, e.block}, c);
  pool::Axis wide = axis;
  for (std::uint32_t i = 0; i < e.state->held; ++i, value += dim + 1) {
    while (!tensor::within(tensor::far_out, (*value - wide.shift) * wide.scale)) wide.scale *= 0.5f;
  }
  move_column({dim + 1, old_level(e), e.plan->degree}, c, axis, wide);
  set_axis(e, c, wide);
}

/// `into` still calibrates: it takes the moments over, and adds its own samples.
void adopt_moments(const EstimatorView& into, const EstimatorSource& from) noexcept {
  const std::uint32_t dim = into.state->settings.dim;
  into.state->squares = copy_moments(from, level_floats(into), old_level(into)) + static_cast<float>(into.state->held);
  for (std::uint32_t c = 0; c <= dim; ++c) {
    set_axis(into, c, axis_of(from, c));
    cover_held(into, c);
  }
  const float* row = young_level(into);
  for (std::uint32_t i = 0; i < into.state->held; ++i, row += dim + 1) {
    add_to(into, standardise(into, row, row[dim], sample_z(into)), old_level(into));
  }
  tensor::fill(level_floats(into), 0.0f, young_level(into));
  into.state->held = 0;
  set_framed(*into.state, true);
  into.state->widenings = from.state->widenings;
}

void add_counters(const Counters& from, Counters& into) noexcept {
  const auto add = [](std::uint32_t& to, std::uint32_t count) { to = count > ~to ? ~std::uint32_t{0} : to + count; };
  into.accepted += from.accepted;
  add(into.wrong_length, from.wrong_length);
  add(into.not_finite, from.not_finite);
  add(into.out_of_range, from.out_of_range);
}

}  // namespace

Status merge(const EstimatorView& into, const EstimatorSource& from) noexcept {
  if (const Status status = check(into, from); status != Status::ok) return status;
  release(into);
  // Both streams count as at the end of their blocks, and a new one begins.
  if (into.state->framed && into.state->settings.memory > 0.0f) end_block(into);
  const pool::Weights weights{weight_of(*into.state, old_level(into)),
                              left_of(*from.state) * weight_of(*from.state, from.block + from.plan->moments)};
  float& range = into.state->settings.range;
  if (range < from.state->settings.range) range = from.state->settings.range;
  if (!from.state->framed) {
    take_held(into, from);
  } else if (into.state->framed) {
    pool_moments(into, from);
  } else {
    adopt_moments(into, from);
  }
  into.state->watch.count = 0;  // no sample of one stream follows one of the other
  set_framed(*into.state, into.state->framed);
  pool::choose_rows(into, from, weights);
  add_counters(from.state->counters, into.state->counters);
  return Status::ok;
}

}  // namespace motet::core
