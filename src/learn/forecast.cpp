// SPDX-License-Identifier: MIT
#include "learn/bank.hpp"
#include "learn/level.hpp"
#include "learn/pit.hpp"
#include "learn/quantile.hpp"
#include "learn/sample.hpp"

namespace motet::core {

using namespace motet::core::learn;

namespace {

constexpr float least_level = 1e-3f;
constexpr float most_level = 0.999999f;

/// Whether there is a scale: from the second target on.
[[nodiscard]] bool has_scale(const LearnerState& state) noexcept { return state.counters.accepted > 1u; }

[[nodiscard]] float hold_tail(float tail) noexcept { return tail < 1e-6f ? 1e-6f : tail > 0.999f ? 0.999f : tail; }

/// Where the smaller tail lies beyond, from whichever side that is.
[[nodiscard]] float find_end(const Spread& spread, bool below, float tail) noexcept {
  return tail <= 0.5f ? find_quantile(spread, below, tail) : find_quantile(spread, !below, 1.0f - tail);
}

/// The interval of a sample that the bank has predicted. Before the second target nothing is known: it is the whole range.
[[nodiscard]] Interval find_interval(const LearnerView& l, const Spread& spread, float miss) noexcept {
  const float range = l.state->settings.range;
  if (!has_scale(*l.state)) return {-range, range};
  const float tail = 0.5f * scale_level(l.state->miss_rate, miss);
  const float* histogram = histogram_of(l);
  const float below = hold_tail(unrank_transform(tail, histogram));
  const float above = hold_tail(1.0f - unrank_transform(1.0f - tail, histogram));
  return {hold_within(range, find_end(spread, true, below)), hold_within(range, find_end(spread, false, above))};
}

}  // namespace

Status predict_next(const LearnerView& l, const float* x, std::size_t length, Forecast& forecast) noexcept {
  if (const Status status = check_inputs(l, x, length); status != Status::ok) return status;
  LearnerState& state = *l.state;
  if (state.asked < 0xffffffffu) ++state.asked;
  consult_bank(l, x, static_cast<float>(state.asked));
  const Spread spread{members_of(l), l.members};
  const float range = state.settings.range;
  const Interval interval = find_interval(l, spread, usual_miss);
  const float mean = hold_within(range, mean_of(spread));
  const float deviation = has_scale(state) ? deviation_of(spread, mean) : range;
  forecast = {mean, interval.lower, interval.upper, deviation};
  return Status::ok;
}

Status predict_next_interval(const LearnerView& l, const float* x, std::size_t length, float level,
                             Interval& interval) noexcept {
  if (!(level >= least_level) || !(level <= most_level)) return Status::bad_level;
  if (const Status status = check_inputs(l, x, length); status != Status::ok) return status;
  consult_bank(l, x, horizon_of(*l.state));
  interval = find_interval(l, {members_of(l), l.members}, 1.0f - level);
  return Status::ok;
}

Status score_target(const LearnerView& l, const float* x, std::size_t length, float y, float& p_value) noexcept {
  if (const Status status = check_inputs(l, x, length); status != Status::ok) return status;
  if (const Status status = check_value(l, y); status != Status::ok) return status;
  consult_bank(l, x, horizon_of(*l.state));
  const float below = weigh_tail({members_of(l), l.members}, true, y);
  p_value = has_scale(*l.state) ? judge_transform(below, histogram_of(l)) : 1.0f;
  return Status::ok;
}

}  // namespace motet::core
