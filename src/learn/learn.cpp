// SPDX-License-Identifier: MIT
#include "learn/alarm.hpp"
#include "learn/bank.hpp"
#include "learn/fits.hpp"
#include "learn/level.hpp"
#include "learn/pit.hpp"
#include "learn/sample.hpp"
#include "tensor/vector.hpp"

namespace motet::core {

using namespace motet::core::learn;

namespace {

/// Counts a refusal and hands it on.
[[nodiscard]] Status refuse(const LearnerView& l, Status status) noexcept {
  LearnerCounters& counters = l.state->counters;
  if (status == Status::wrong_length) ++counters.wrong_length;
  if (status == Status::not_finite) ++counters.not_finite;
  if (status == Status::out_of_range) ++counters.out_of_range;
  return status;
}

[[nodiscard]] Status check(const LearnerView& l, const float* x, std::size_t length, float y, float elapsed) noexcept {
  if (const Status status = check_inputs(l, x, length); status != Status::ok) return status;
  if (const Status status = check_value(l, y); status != Status::ok) return status;
  if (elapsed - elapsed != 0.0f) return Status::not_finite;
  return elapsed >= 0.0f ? Status::ok : Status::out_of_range;
}

/// What the forecast of a target was worth: how strange it was, the level, the ranks.
void judge(const LearnerView& l, float below) noexcept {
  LearnerState& state = *l.state;
  state.p_value = judge_transform(below, histogram_of(l));
  const bool outside = state.p_value < state.miss_rate;
  const float share = late_share(state.counters.accepted);
  state.loglik = simd::fused(share, state.log_density - state.loglik, state.loglik);
  state.covered = simd::fused(share, (outside ? 0.0f : 1.0f) - state.covered, state.covered);
  state.miss_rate = move_level(state.miss_rate, outside);
  count_transform(below, histogram_of(l));
}

/// The target itself: its place among those seen.
void remember(LearnerState& state, float y) noexcept {
  ++state.counters.accepted;
  const float share = 1.0f / count_of(state.counters.accepted);
  const float off = y - state.mean;
  state.mean = simd::fused(share, off, state.mean);
  state.variance = simd::fused(share, (1.0f - share) * off * off - state.variance, state.variance);
  state.lowest = y < state.lowest ? y : state.lowest;
  state.highest = y > state.highest ? y : state.highest;
  state.last = y;
  state.asked = 0;
}

}  // namespace

Status learn_sample(const LearnerView& l, const float* x, std::size_t length, float y, float elapsed) noexcept {
  if (const Status status = check(l, x, length, y, elapsed); status != Status::ok) return refuse(l, status);
  LearnerState& state = *l.state;
  const bool first = state.counters.accepted == 0;
  if (first) begin_centre(l, x, y);
  const float horizon = state.asked > 1u ? horizon_of(state) : elapsed;
  teach_bank(l, x, y, elapsed);
  const float below = settle_bank(l, y, horizon);
  if (state.counters.accepted > 1u) judge(l, below);
  const bool changed = state.counters.accepted > 1u && notice_change(l, read_best(l));
  remember(state, y);
  feed_windows(l, input_of(l), y, !first);
  if (changed) restart_fits(l);
  advance_fits(l, state.settings.work_per_sample);
  if (!changed) return Status::ok;
  ++state.counters.changes;
  return Status::changed;
}

Status advance_work(const LearnerView& l, std::uint32_t budget) noexcept {
  if (l.state->configured != Status::ok) return l.state->configured;
  advance_fits(l, budget);
  return l.state->fitting ? Status::unfinished : Status::ok;
}

}  // namespace motet::core
