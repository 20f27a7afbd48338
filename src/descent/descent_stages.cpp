// SPDX-License-Identifier: MIT
#include "descent/descent_stages.hpp"

#include "descent/descend_experts.hpp"
#include "descent/descend_gate.hpp"
#include "descent/directions.hpp"
#include "descent/spread.hpp"
#include "descent/whiten_spread.hpp"
#include "tensor/vector.hpp"

namespace motet::core::descent {

namespace {

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
  d.state->wanted = d.state->settings.samples / 16u * share_of(stage);
  d.state->outcome = stage == DescentStage::gate ? Status::ok : Status::too_few_samples;
  if (stage == DescentStage::directions) tensor::fill(pair_count(dim_of(d) + 1u), 0.0f, second(d));
}

void advance(const DescentView& d, const float* x, float y) noexcept {
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
