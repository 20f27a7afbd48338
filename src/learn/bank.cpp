// SPDX-License-Identifier: MIT
#include "learn/bank.hpp"

#include <span>

#include "learn/mixture.hpp"
#include "learn/quantile.hpp"
#include "learn/vote.hpp"
#include "tensor/vector.hpp"

namespace motet::core::learn {

namespace {

constexpr float overhang = 0.1f;        // of the range of the targets, beyond it
constexpr float resolution = 0x1p-19f;  // of the size of an input: a smaller remainder is rounding
constexpr float fading = 0x1p-12f;      // of that size, a sample
constexpr std::uint32_t rhythm = 256;   // samples from one move of the centre to the next
constexpr float least_step = 0x1p-18f;  // of forgetting: of a smaller one floats keep too little

/// The part of what a line knows that is left after `elapsed`.
[[nodiscard]] float keep_of(const Member& member, float elapsed) noexcept {
  if (member.memory == 0) return 1.0f - least_step;
  const float step = elapsed / static_cast<float>(member.memory);
  return 1.0f - (step < 0.5f ? step > least_step ? step : least_step : 0.5f);
}

[[nodiscard]] LineView line_of(const LearnerView& l, const MemberPlan& place) noexcept {
  return {order_of(l, place.member), l.block + place.block};
}

[[nodiscard]] float* copy_sample(const LearnerView& l, std::uint32_t order) noexcept {
  simd::copy_row(padded(order) / 4u, sample_of(l), scratch_of(l));
  return scratch_of(l);
}

/// A line predicts the target and learns it.
[[nodiscard]] Said teach(const LearnerView& l, const MemberPlan& place, float y, float elapsed) noexcept {
  const LineView line = line_of(l, place);
  float* z = copy_sample(l, line.order);
  z[line.order] = y - centre_of(l)[dim_of(l)];
  const Said said = teach_line(line, keep_of(place.member, elapsed), tolerance_of(l), z);
  if (said.value - said.value == 0.0f) return {y - said.value, said.doubt};
  clear_line(line);  // its numbers have run out of range
  ++l.state->counters.renewed;
  return {l.state->mean, largest_doubt};
}

[[nodiscard]] Said ask(const LearnerView& l, const MemberPlan& place) noexcept {
  const LineView line = line_of(l, place);
  const Said said = ask_line(line, tolerance_of(l), copy_sample(l, line.order));
  const float value = centre_of(l)[dim_of(l)] + said.value;
  return value - value == 0.0f ? Said{value, said.doubt} : Said{l.state->mean, largest_doubt};
}

/// The share of a sample in the scale of an error.
[[nodiscard]] float share_of(const LearnerState& state) noexcept {
  const std::uint64_t count = state.counters.accepted + 1u;
  return count < 100u ? 1.0f / count_of(count) : 0.01f;
}

}  // namespace

void lay_out(const LearnerView& l, const float* x) noexcept {
  const std::uint32_t dim = dim_of(l);
  const float* centre = centre_of(l);
  float* z = sample_of(l);
  float* input = input_of(l);
  z[0] = 1.0f;
  for (std::uint32_t j = 0; j < dim; ++j) {
    input[j] = x[j];
    z[1u + j] = x[j] - centre[j];
  }
  input[dim] = l.state->last;
  z[1u + dim] = l.state->last - centre[dim];
}

void begin_centre(const LearnerView& l, const float* x, float y) noexcept {
  tensor::copy(dim_of(l), x, centre_of(l));
  centre_of(l)[dim_of(l)] = y;
  l.state->last = y;
  l.state->mean = y;
  l.state->lowest = y;
  l.state->highest = y;
}

namespace {

/// A line that remembers the means of the inputs.
[[nodiscard]] const MemberPlan* find_line(const LearnerView& l) noexcept {
  for (std::uint32_t m = 0; m < members_of(l); ++m) {
    const MemberPlan& place = l.plan->member[m];
    if (place.member.experts == 0 && place.member.sight != Sight::nothing) return &place;
  }
  return nullptr;
}

/// The centre moves to the means, and every line with it.
void move_centre(const LearnerView& l) noexcept {
  const MemberPlan* guide = find_line(l);
  if (guide == nullptr) return;
  const std::uint32_t dim = dim_of(l);
  const LineView line = line_of(l, *guide);
  float* by = scratch_of(l);  // of each input, of the target before, of the target
  for (std::uint32_t j = 0; j <= dim; ++j) {
    const float before = centre_of(l)[j];
    const float after = before + mean_of_line(line, j < dim ? 1u + j : line.order);
    by[j] = after - before;
    centre_of(l)[j] = after;
  }
  by[dim + 1u] = by[dim];
  for (std::uint32_t m = 0; m < members_of(l); ++m) {
    const MemberPlan& place = l.plan->member[m];
    if (place.member.experts == 0) shift_line(line_of(l, place), place.member.sight == Sight::nothing ? by + dim : by);
  }
}

}  // namespace

void follow_centre(const LearnerView& l) noexcept {
  if (l.state->counters.accepted % rhythm == 0) move_centre(l);
}

void follow_size(const LearnerView& l) noexcept {
  const std::uint32_t dim = dim_of(l);
  const float* z = sample_of(l);
  float* tolerance = tolerance_of(l);
  for (std::uint32_t j = 1; j < dim + 2u; ++j) {
    const float size = resolution * (z[j] < 0.0f ? -z[j] : z[j]);
    const float faded = simd::fused(-fading, tolerance[j], tolerance[j]);
    tolerance[j] = size > faded ? size : faded;
  }
}

namespace {

/// The doubt of a mixture: that of the first line which sees the same.
///
/// Without it an input unlike all others made mixtures sure of a wild guess: on a battery's log one error of 7.7 deviations.
[[nodiscard]] float doubt_mixture(const LearnerView& l, const Member& mixture) noexcept {
  for (std::uint32_t m = 0; m < members_of(l); ++m) {
    const Member& member = l.plan->member[m].member;
    if (member.experts == 0 && member.sight == mixture.sight) return l.members[m].width;
  }
  return 1.0f;
}

/// The uncorrected prediction of every line; its doubt stands in `width`.
///
/// shape   say(place): prediction of a line
template <typename Say>
void collect_lines(const LearnerView& l, const Say& say) noexcept {
  for (std::uint32_t m = 0; m < members_of(l); ++m) {
    if (l.plan->member[m].member.experts != 0) continue;
    const Said said = say(l.plan->member[m]);
    l.members[m].own = said.value;
    l.members[m].width = said.doubt;
  }
}

/// The same of every mixture, after the lines.
///
/// shape   say(place): prediction of a mixture
template <typename Say>
void collect_mixtures(const LearnerView& l, const Say& say) noexcept {
  for (std::uint32_t m = 0; m < members_of(l); ++m) {
    const MemberPlan& place = l.plan->member[m];
    if (place.member.experts == 0) continue;
    l.members[m].own = say(place);
    l.members[m].width = doubt_mixture(l, place.member);
  }
}

/// A function of its own: the frame of teach_bank is given back before an adapter runs.
[[gnu::noinline]] void teach_mixtures(const LearnerView& l, float y, float elapsed) noexcept {
  collect_mixtures(l, [&](const MemberPlan& place) { return teach_mixture(l, place, input_of(l), y, elapsed, l.state->mean); });
}

[[nodiscard]] std::span<MemberState> all_members(const LearnerView& l) noexcept { return {l.members, members_of(l)}; }

/// What has been collected is corrected.
void correct(const Reach& reach, float horizon, MemberState& member) noexcept {
  foretell(reach, horizon, {member.own, member.width}, member);
}

/// Every member learns from its error.
void learn_all_errors(const LearnerView& l, const Reach& reach, float horizon, float y) noexcept {
  const std::uint64_t before = l.state->counters.accepted;
  const float late = late_share(before);
  const float share = share_of(*l.state);
  for (MemberState& member : all_members(l)) {
    if (before > 1u) member.loglik = simd::fused(late, member.log_density - member.loglik, member.loglik);
    learn_errors(reach, horizon, share, y, member);
  }
}

}  // namespace

void consult_bank(const LearnerView& l, const float* x, float horizon) noexcept {
  lay_out(l, x);
  collect_lines(l, [&](const MemberPlan& place) { return ask(l, place); });
  collect_mixtures(l, [&](const MemberPlan& place) { return ask_mixture(l, place, input_of(l), l.state->mean); });
  const Reach reach = reach_of(*l.state);
  for (MemberState& member : all_members(l)) correct(reach, horizon, member);
}

void teach_bank(const LearnerView& l, const float* x, float y, float elapsed) noexcept {
  follow_centre(l);
  lay_out(l, x);
  follow_size(l);
  collect_lines(l, [&](const MemberPlan& place) { return teach(l, place, y, elapsed); });
  teach_mixtures(l, y, elapsed);
}

float settle_bank(const LearnerView& l, float y, float horizon) noexcept {
  const Reach reach = reach_of(*l.state);
  for (MemberState& member : all_members(l)) {
    correct(reach, horizon, member);
    member.log_density = measure_member(member, y);
  }
  float below = 0.5f;
  if (l.state->counters.accepted > 1u) {
    below = weigh_tail({members_of(l), l.members}, true, y);
    l.state->log_density = settle_vote(fixed_share, members_of(l), l.members);
  }
  if (l.state->counters.accepted > 0) learn_all_errors(l, reach, horizon, y);
  return below;
}

Reach reach_of(const LearnerState& state) noexcept {
  const float span = state.highest - state.lowest;
  const float size = state.highest > -state.lowest ? state.highest : -state.lowest;
  const float part = span * 0x1p-20f;
  const float digit = size * 0x1p-23f;
  const float least = part > digit ? part : digit;
  const float floor = least > 1e-15f ? least * least : 1e-30f;
  const float beyond = overhang * span;
  return {state.lowest - beyond, state.highest + beyond, floor, state.mean, state.variance > floor ? state.variance : floor};
}

}  // namespace motet::core::learn
