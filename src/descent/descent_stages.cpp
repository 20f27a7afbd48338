// SPDX-License-Identifier: MIT
#include "descent/descent_stages.hpp"

#include "descent/descend_experts.hpp"
#include "descent/descend_gate.hpp"
#include "descent/directions.hpp"
#include "descent/spread.hpp"
#include "descent/whiten_spread.hpp"
#include "tensor/unit.hpp"
#include "tensor/vector.hpp"

namespace motet::core::descent {

namespace {

using tensor::far_out;  // units while the spread is measured, deviations behind it

constexpr std::uint32_t rest_length = 64;  // samples: fewer that are constant are no rest

/// Sixteenths of Settings::samples.
[[nodiscard]] std::uint32_t share_of(DescentStage stage) noexcept {
  switch (stage) {
    case DescentStage::spread: return 1;
    case DescentStage::directions: return 8;
    case DescentStage::experts: return 5;
    case DescentStage::lengths: return 2;
    case DescentStage::gate: return 0;
  }
  return 0;
}

/// A stage that has shown too little begins anew, twice as long.
void repeat(const DescentView& d, Status outcome) noexcept {
  d.state->outcome = outcome;
  d.state->count = 0;
  d.state->wanted = d.state->wanted < most_samples / 2u ? 2u * d.state->wanted : most_samples;
  d.state->third = 0.0f;
  tensor::fill(pair_count(dim_of(d) + 1u), 0.0f, second(d));
}

/// Nothing has come yet.
void begin_anew(const DescentView& d) noexcept {
  tensor::fill(d.plan->forward, 0.0f, d.block);  // shift, scale, mean and second
  enter(d, DescentStage::spread);
}

/// Whether the stream so far was a rest, from which the target begins to move, or an input that is constant in the white
/// frame.
[[nodiscard]] bool ends_rest(const DescentView& d, const float* x, float y) noexcept {
  core::Watch& watch = d.state->watch;
  const std::uint32_t dim = dim_of(d);
  const bool spread = d.state->stage == DescentStage::spread;
  if (watch.restarts >= core::Watch::most_restarts || (spread && d.state->count < rest_length)) return false;
  if (!spread) {
    for (std::uint32_t j = 0; j < dim; ++j) {
      if (scale(d)[j] != 0.0f || x[j] == shift(d)[j]) continue;
      ++watch.restarts;
      return true;
    }
  }
  const float unit = spread ? 1.0f : d.state->target_deviation;
  const auto place = [&](float inverse) { return ((y - shift(d)[dim]) * inverse - (spread ? 0.0f : mean(d)[dim])) / unit; };
  if (watch.count > 0) return watch.take(place(watch.scale));
  const bool constant = scale(d)[dim] == 0.0f;
  if (constant && y == shift(d)[dim]) return false;
  const float inverse = constant ? 1.0f / (y < shift(d)[dim] ? shift(d)[dim] - y : y - shift(d)[dim]) : scale(d)[dim];
  const float at = place(inverse);
  if (!constant && tensor::within(far_out, at)) return false;
  const float variance = spread ? second(d)[pair_index(dim, dim)] / static_cast<float>(d.state->count) : 1.0f;
  watch.begin(inverse, constant ? 0.0f : far_out, variance, at);
  return false;
}

void take_spread(const DescentView& d) noexcept {
  add_to_spread(d);
  if (d.state->count < d.state->wanted) return;
  const Status status = find_white_frame(d);
  if (status == Status::ok) return enter(d, DescentStage::directions);
  repeat(d, status);
  tensor::fill(dim_of(d) + 1u, 0.0f, scale(d));
  tensor::fill(dim_of(d) + 1u, 0.0f, mean(d));
}

void take_directions(const DescentView& d, float t) noexcept {
  add_to_second(d, t);
  if (d.state->count < d.state->wanted) return;
  if (!find_directions(d)) return repeat(d, Status::no_fit);
  start_experts(d);
  enter(d, DescentStage::experts);
}

void take_experts(const DescentView& d, float t) noexcept {
  project(d);
  descend(d, t);
  if (d.state->count < d.state->wanted) return;
  settle_experts(d);
  enter(d, DescentStage::lengths);
}

void take_lengths(const DescentView& d, float t) noexcept {
  project(d);
  add_to_lengths(d, t);
  if (d.state->count < d.state->wanted) return;
  write_slopes(d);
  start_gate(d);
  enter(d, DescentStage::gate);
}

}  // namespace

void enter(const DescentView& d, DescentStage stage) noexcept {
  d.state->stage = stage;
  d.state->count = 0;
  d.state->watch.count = 0;
  d.state->wanted = d.state->settings.samples / 16u * share_of(stage);
  d.state->outcome = stage == DescentStage::gate ? Status::ok : Status::too_few_samples;
  if (stage == DescentStage::directions) tensor::fill(pair_count(dim_of(d) + 1u), 0.0f, second(d));
}

void advance(const DescentView& d, const float* x, float y) noexcept {
  if (ends_rest(d, x, y)) begin_anew(d);
  if (d.state->stage == DescentStage::spread) {
    measure(d, x, y);
    ++d.state->count;
    return take_spread(d);
  }
  measure_within(d, x, y);
  const float t = whiten(d);
  if (d.state->count < most_samples) ++d.state->count;
  switch (d.state->stage) {
    case DescentStage::spread: return;
    case DescentStage::directions: return take_directions(d, t);
    case DescentStage::experts: return take_experts(d, t);
    case DescentStage::lengths: return take_lengths(d, t);
    case DescentStage::gate: return learn_gate(d, t);
  }
}

}  // namespace motet::core::descent
