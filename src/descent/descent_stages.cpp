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

/// The sample measured, into what the stage gathers.
void take(const DescentView& d, float t) noexcept {
  switch (d.state->stage) {
    case DescentStage::spread: return add_to_spread(d);
    case DescentStage::directions: return add_to_second(d, t);
    case DescentStage::experts: project(d); return descend(d, t);
    case DescentStage::lengths: project(d); return add_to_lengths(d, t);
    case DescentStage::gate: return learn_gate(d, t);
  }
}

/// What the stage has gathered is read, and the next begins.
void leave(const DescentView& d) noexcept {
  switch (d.state->stage) {
    case DescentStage::spread:
      if (const Status status = find_white_frame(d); status != Status::ok) {
        repeat(d, status);
        tensor::fill(dim_of(d) + 1u, 0.0f, scale(d));
        return tensor::fill(dim_of(d) + 1u, 0.0f, mean(d));
      }
      return enter(d, DescentStage::directions);
    case DescentStage::directions:
      if (!find_directions(d)) return repeat(d, Status::no_fit);
      start_experts(d);
      return enter(d, DescentStage::experts);
    case DescentStage::experts: settle_experts(d); return enter(d, DescentStage::lengths);
    case DescentStage::lengths:
      write_slopes(d);
      start_gate(d);
      return enter(d, DescentStage::gate);
    case DescentStage::gate: return;
  }
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
  float t = 0.0f;  // not known yet
  if (d.state->stage == DescentStage::spread) {
    measure(d, x, y);
  } else {
    measure_within(d, x, y);
    t = whiten(d);
  }
  if (d.state->count < most_samples) ++d.state->count;
  take(d, t);
  if (d.state->count >= d.state->wanted) leave(d);
}

}  // namespace motet::core::descent
