// SPDX-License-Identifier: MIT
// Two learners become one. An object file of its own: not linked unless learners are merged.

#include "learn/bank.hpp"
#include "learn/line.hpp"
#include "learn/mixture.hpp"
#include "learn/vote.hpp"
#include "motet/state.hpp"
#include "tensor/elementary.hpp"
#include "tensor/vector.hpp"

namespace motet::core {

using namespace motet::core::learn;

namespace {

[[nodiscard]] Status check(const LearnerView& into, const LearnerSource& from) noexcept {
  if (into.state->configured != Status::ok) return into.state->configured;
  if (from.state->configured != Status::ok) return from.state->configured;
  if (into.state == from.state) return Status::same_stream;
  return into.state->settings.dim == from.state->settings.dim ? Status::ok : Status::other_bounds;
}

/// The share of `theirs` in a mean of the last `most` samples of both.
[[nodiscard]] float share_of(std::uint64_t ours, std::uint64_t theirs, std::uint32_t most) noexcept {
  const float a = static_cast<float>(ours < most ? static_cast<std::uint32_t>(ours) : most);
  const float b = static_cast<float>(theirs < most ? static_cast<std::uint32_t>(theirs) : most);
  return a + b > 0.0f ? b / (a + b) : 0.0f;
}

void draw_towards(float share, float theirs, float& ours) noexcept { ours = simd::fused(share, theirs - ours, ours); }

void add(std::uint32_t count, std::uint32_t& to) noexcept { to = count > ~to ? ~std::uint32_t{0} : to + count; }

// ---- the members --------------------------------------------------------------------------------------

/// What we measure from, less what they do, as shift_line wants it.
void measure_centres(const LearnerView& into, const LearnerSource& from, float* by) noexcept {
  const std::uint32_t dim = dim_of(into);
  const float* theirs = from.block + from.plan->centre;
  for (std::uint32_t j = 0; j <= dim; ++j) by[j] = centre_of(into)[j] - theirs[j];
  by[dim + 1u] = by[dim];
}

/// Mean log density of the rows kept, nats; of a model that has not begun the least.
[[nodiscard]] float measure_model(const EstimatorView& e, const ModelView& model) noexcept {
  constexpr float unthinkable = -1e4f;
  if (model.size.experts == 0) return unthinkable;
  const std::uint32_t dim = model.size.dim;
  float mean = 0.0f;
  for (std::uint32_t s = 0; s < e.state->kept; ++s) {
    const float* row = e.block + e.plan->reservoir + s * (dim + 1u);
    float responsibility[max_experts];
    float density = 0.0f;
    float log_density = unthinkable;
    std::uint32_t expert = 0;
    static_cast<void>(attribute(model, row, dim, row[dim], {&log_density, &density, &expert, responsibility}));
    const float held = log_density > unthinkable ? log_density : unthinkable;
    mean += (held - mean) / static_cast<float>(s + 1u);
  }
  return mean;
}

/// Of two mixtures the likelier on the pooled window goes on, with all it knows: experts of two have no common labels.
void choose_mixture(const LearnerView& into, const LearnerSource& from, const MemberPlan& place) noexcept {
  const ModelStore ours = model_of(into, place);
  const ModelView theirs{place.shape, from.sizes[place.mixture], from.block + place.model};
  const EstimatorView& estimator = estimator_of(into, place.member);
  if (theirs.size.experts == 0) return;
  if (ours.size->experts != 0 && measure_model(estimator, read_model(ours)) >= measure_model(estimator, theirs)) return;
  *ours.size = theirs.size;
  tensor::copy(place.shape.floats(), theirs.parameters, ours.parameters);
  into.adapters[place.mixture] = from.adapters[place.mixture];
  tensor::copy(place.adapter.floats, from.block + place.block, into.block + place.block);
}

void merge_members(const LearnerView& into, const LearnerSource& from) noexcept {
  float* by = sample_of(into);
  measure_centres(into, from, by);
  for (std::uint32_t m = 0; m < members_of(into); ++m) {
    const MemberPlan& place = into.plan->member[m];
    if (place.member.experts != 0) {
      choose_mixture(into, from, place);
      continue;
    }
    const LineView line{order_of(into, place.member), into.block + place.block};
    const float* off = place.member.sight == Sight::nothing ? by + dim_of(into) : by;
    merge_line(line, from.block + place.block, off, tolerance_of(into), scratch_of(into));
  }
}

/// Their weights count as a likelihood beside ours. What a member knows of its errors is averaged; its last error is ours.
void merge_vote(const LearnerView& into, const LearnerSource& from) noexcept {
  const std::uint64_t ours = into.state->counters.accepted;
  const std::uint64_t theirs = from.state->counters.accepted;
  float density[max_members];
  for (std::uint32_t m = 0; m < members_of(into); ++m) {
    MemberState& member = into.members[m];
    const MemberState& other = from.members[m];
    draw_towards(share_of(ours, theirs, 100), other.variance, member.variance);
    draw_towards(share_of(ours, theirs, 1000), other.loglik, member.loglik);
    member.along = 0.5f * (member.along + other.along);
    member.square = 0.5f * (member.square + other.square);
    density[m] = member.log_density;
    member.log_density = tensor::logarithm(other.weight);
  }
  static_cast<void>(settle_vote(fixed_share, members_of(into), into.members));
  for (std::uint32_t m = 0; m < members_of(into); ++m) into.members[m].log_density = density[m];
}

// ---- the rest -----------------------------------------------------------------------------------------

void merge_targets(const LearnerState& from, LearnerState& into) noexcept {
  const float ours = count_of(into.counters.accepted);
  const float theirs = count_of(from.counters.accepted);
  const float share = theirs / (ours + theirs);
  const float apart = from.mean - into.mean;
  draw_towards(share, from.variance, into.variance);
  into.variance = simd::fused(share * (1.0f - share) * apart, apart, into.variance);
  draw_towards(share, from.mean, into.mean);
  into.lowest = from.lowest < into.lowest ? from.lowest : into.lowest;
  into.highest = from.highest > into.highest ? from.highest : into.highest;
}

void merge_intervals(const LearnerView& into, const LearnerSource& from) noexcept {
  const std::uint64_t ours = into.state->counters.accepted;
  const std::uint64_t theirs = from.state->counters.accepted;
  const float late = share_of(ours, theirs, 1000);
  draw_towards(late, from.state->miss_rate, into.state->miss_rate);
  draw_towards(late, from.state->covered, into.state->covered);
  const float* bins = from.block + from.plan->histogram;
  for (std::uint32_t i = 0; i < pit_bins; ++i) draw_towards(share_of(ours, theirs, 4096), bins[i], histogram_of(into)[i]);
}

void add_counters(const LearnerCounters& from, LearnerCounters& into) noexcept {
  into.accepted += from.accepted;
  add(from.wrong_length, into.wrong_length);
  add(from.not_finite, into.not_finite);
  add(from.out_of_range, into.out_of_range);
  add(from.changes, into.changes);
  add(from.fits, into.fits);
  add(from.replaced, into.replaced);
  add(from.renewed, into.renewed);
}

/// `into` has seen no sample: it becomes the other, with its own settings, but the range.
void take_over(const LearnerView& into, const LearnerSource& from) noexcept {
  const LearnerCounters refused = into.state->counters;
  const LearnerSettings settings = into.state->settings;
  *into.state = *from.state;
  into.state->settings = settings;
  into.state->counters = refused;
  tensor::copy(into.plan->floats, from.block, into.block);
  for (std::uint32_t m = 0; m < members_of(into); ++m) into.members[m] = from.members[m];
  for (std::uint32_t m = 0; m < into.plan->mixtures; ++m) {
    into.adapters[m] = from.adapters[m];
    into.sizes[m] = from.sizes[m];
  }
}

/// The windows become one. A fit under way is abandoned.
void merge_windows(const LearnerView& into, const LearnerSource& from) noexcept {
  if (into.plain.block != nullptr) static_cast<void>(merge(into.plain, from.plain));
  if (into.lagged.block != nullptr) static_cast<void>(merge(into.lagged, from.lagged));
}

}  // namespace

Status merge_learner(const LearnerView& into, const LearnerSource& from) noexcept {
  if (const Status status = check(into, from); status != Status::ok) return status;
  LearnerState& state = *into.state;
  const LearnerState& other = *from.state;
  if (state.settings.range < other.settings.range) state.settings.range = other.settings.range;
  merge_windows(into, from);
  if (state.counters.accepted == 0) {
    take_over(into, from);
  } else if (other.counters.accepted > 0) {
    for (std::uint32_t j = 0; j < dim_of(into) + 2u; ++j) {
      const float theirs = from.block[from.plan->tolerance + j];
      if (theirs > tolerance_of(into)[j]) tolerance_of(into)[j] = theirs;
    }
    merge_members(into, from);
    merge_vote(into, from);
    merge_targets(other, state);
    merge_intervals(into, from);
    state.since = other.since > ~state.since ? ~std::uint32_t{0} : state.since + other.since;
  }
  state.fitting = false;
  state.turn = 0;
  state.fit_at = state.since;  // a fit to the pooled window begins with the next sample
  add_counters(other.counters, state.counters);
  return Status::ok;
}

}  // namespace motet::core
