// SPDX-License-Identifier: MIT
#include "image/estimator_laws.hpp"

#include "image/laws.hpp"
#include "stream/forget.hpp"
#include "stream/frame.hpp"
#include "stream/moments.hpp"
#include "tensor/vector.hpp"

namespace motet::core::image {

namespace {

constexpr float reach = 16.0f;  // units: no sample lies farther from the shift,
constexpr float far = 64.0f;    // but where the shift has followed a stream that forgets (state/pool)

[[nodiscard]] bool lawful_shift(float range, float shift) noexcept { return tensor::within(slack * range, shift); }

/// A count to some roundings, from its halves: a cast of all 64 bits would need double arithmetic on boards.
[[nodiscard]] float approximate(std::uint64_t count) noexcept {
  return static_cast<float>(static_cast<std::uint32_t>(count >> 32)) * 0x1p32f +
         static_cast<float>(static_cast<std::uint32_t>(count));
}

/// An entry of a level that holds `count` samples of weight 1 at most, none farther than `most` units from the shift.
[[nodiscard]] bool lawful_moment(const Place& at, Degree degree, float count, float most, float value) noexcept {
  if (!at.moment) return blank(value);
  float bound = slack * count;
  for (std::uint32_t p = 0; p < at.power; ++p) bound *= most;
  if (at.row > 0) bound *= most * most * most;
  const std::uint32_t own = degree == Degree::third ? pair_index(0, at.row) : at.row;
  const bool square = at.pair == own && at.power % 2 == 0;  // y^p z_l^2
  return tensor::within(bound, value) && !(square && value < 0.0f);
}

/// The sum of the weights of the old level, and that of their squares:
///
///     sum w^2 <= sum w, since w <= 1;   (sum w)^2 <= samples sum w^2;   one sample counted 1 before the last fading
[[nodiscard]] bool lawful_weight(float count, float squares, float value) noexcept {
  constexpr float least = 1e-15f;  // less than e^(-2 everything)
  return value >= least && value <= slack * count && squares >= least && squares <= slack * value &&
         value * (value / count) <= slack * squares;
}

/// Before there is a frame: rows held back, and nothing else.
[[nodiscard]] bool lawful_held(const State& state, std::uint32_t run, std::uint32_t index, float value) noexcept {
  const bool row = run == young_run && index < state.held * (state.settings.dim + 1u);
  return row ? tensor::within(state.settings.range, value) : blank(value);
}

/// The settings as configure takes them, with every bound filled in.
[[nodiscard]] bool lawful_settings(const Plan& plan, const Settings& settings) noexcept {
  Plan empty = plan;
  empty.floats = 0;
  State state;
  return settings.dim != 0 && settings.experts != 0 && core::configure({&empty, &state, nullptr}, settings) == Status::ok;
}

/// The block at hand is young.
[[nodiscard]] bool lawful_age(const State& state) noexcept {
  return state.age >= 0.0f && (state.age == 0.0f || stream::blocks * state.age < state.settings.memory);
}

}  // namespace

Place locate(std::uint32_t order, std::uint32_t index, Degree degree) noexcept {
  std::uint32_t tile = index / tile_floats;
  std::uint32_t row = 0;
  while (row < order && tile >= row_tiles(row, degree)) tile -= row_tiles(row++, degree);
  const std::uint32_t pair = 4u * tile + index % 4u;
  const std::uint32_t pairs = degree == Degree::third ? pair_count(row + 1u) : row + 1u;
  return {row < order && pair < pairs, index % tile_floats / 4u, row, pair};
}

bool lawful(const Plan& plan, const State& state) noexcept {
  if (!lawful_settings(plan, state.settings)) return false;
  const std::uint64_t accepted = state.counters.accepted;
  if (state.missed > accepted || !lawful_watch(state.watch)) return false;
  const std::uint64_t offered = accepted - state.missed;
  const std::uint64_t most = offered < plan.window ? offered : plan.window;
  if (state.settings.memory == 0.0f ? state.kept != most : state.kept > most) return false;
  if (state.framed) {
    return state.held == 0 && lawful_age(state) && state.young < stream::fold_length && accepted >= 2u &&
           state.young < accepted && lawful_shift(state.settings.range, state.target_shift) &&
           lawful_scale(state.settings.range, state.target_scale);
  }
  State copy = state;
  const core::EstimatorView view{&plan, &copy, nullptr};
  const bool first = state.settings.memory == 0.0f ? state.held == offered : state.held <= accepted;
  return first && state.kept == (state.held < plan.window ? state.held : plan.window) &&
         state.held < stream::calibration_length(view) && state.young == 0 && state.widenings == 0 && state.watch.count == 0 &&
         state.target_shift == 0.0f && state.target_scale == 1.0f && state.age == 0.0f && state.squares == 0.0f;
}

bool lawful(const State& state, std::uint32_t run, std::uint32_t index, float value, Degree degree) noexcept {
  const Settings& settings = state.settings;
  if (run == reservoir_run) {
    const bool row = index / (settings.dim + 1u) < state.kept;
    return row ? tensor::within(settings.range, value) : blank(value);
  }
  if (!state.framed) return lawful_held(state, run, index, value);
  const bool old = run == old_run;
  if (old || run == young_run) {
    const float count = old ? approximate(state.counters.accepted) : static_cast<float>(state.young);
    const Place at = locate(settings.dim + 1u, index, degree);
    if (!at.moment || at.row > 0 || at.power > 0) {
      return lawful_moment(at, degree, count, settings.memory > 0.0f ? far : reach, value);
    }
    return old ? lawful_weight(count, state.squares, value) : value == count;
  }
  if (index >= settings.dim) return blank(value);
  return run == shift_run ? lawful_shift(settings.range, value) : lawful_scale(settings.range, value);
}

}  // namespace motet::core::image
