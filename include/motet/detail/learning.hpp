// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>

#include "motet/bank.hpp"
#include "motet/detail/adaptation.hpp"
#include "motet/detail/plan.hpp"
#include "motet/detail/view.hpp"
#include "motet/learner_report.hpp"
#include "motet/learner_settings.hpp"
#include "motet/status.hpp"

// A learner as the compiled functions see it. learner.hpp owns the storage; a user has no need of what lies in core.

namespace motet {

/// What a learner did with its samples.
struct LearnerCounters {
  std::uint64_t accepted = 0;
  std::uint32_t wrong_length = 0;
  std::uint32_t not_finite = 0;
  std::uint32_t out_of_range = 0;
  std::uint32_t changes = 0;   ///< accepted samples at which a change was noticed
  std::uint32_t fits = 0;      ///< that ended well
  std::uint32_t replaced = 0;  ///< mixtures replaced by a fit
  std::uint32_t renewed = 0;   ///< lines restarted because their numbers had left the range
};

/// What a learner predicts for a sample. User's units of y.
struct Forecast {
  float mean = 0.0f;
  float lower = 0.0f;  ///< the target lies between lower and upper with a probability of 95 %
  float upper = 0.0f;
  float deviation = 0.0f;  ///< of the target about the mean
};

namespace core {

/// Floats of a line of `order` coefficients.
[[nodiscard]] constexpr std::uint32_t line_floats(std::uint32_t order) noexcept { return 2u * order + pair_count(order); }

/// A line, which predicts and learns.
struct LineView {
  std::uint32_t order;  ///< inputs and the constant
  float* block;
};

/// Where a member lies.
struct MemberPlan {
  Member member;
  std::uint32_t block = 0;    ///< floats of a line, or of an adapter
  std::uint32_t model = 0;    ///< parameters of a mixture
  std::uint32_t mixture = 0;  ///< which of the mixtures it is
  AdapterPlan adapter;
  ModelShape shape{};
};

inline constexpr std::uint32_t pit_bins = 32;

/// The floor plan of a learner without its estimators, in floats.
struct LearnerPlan {
  std::uint32_t dim = 0;  ///< bound on the inputs
  std::uint32_t members = 0;
  std::uint32_t mixtures = 0;
  std::uint32_t experts = 0;  ///< most of a member
  bool lagged = false;        ///< a mixture sees the target before: it has an estimator of its own
  MemberPlan member[max_members];

  std::uint32_t centre = 0;     ///< of each input, then of the target: what lines measure from
  std::uint32_t tolerance = 0;  ///< of the constant, each input and the target before
  std::uint32_t sample = 0;     ///< the sample at hand: 1, inputs, target before, target; from the centre
  std::uint32_t at_work = 0;    ///< a copy of it, for a line
  std::uint32_t input = 0;      ///< inputs and the target before, user's units
  std::uint32_t histogram = 0;  ///< of the probability integral transform
  std::uint32_t rival = 0;      ///< parameters of the mixture that a fit makes
  std::uint32_t floats = 0;     ///< all of it
};

[[nodiscard]] constexpr std::uint32_t member_order(const Member& member, std::uint32_t dim) noexcept {
  return member.sight == Sight::nothing ? 1u : member.sight == Sight::inputs ? dim + 1u : dim + 2u;
}

template <std::size_t Count>
[[nodiscard]] constexpr LearnerPlan make_learner_plan(std::uint32_t dim, const Member (&members)[Count]) noexcept {
  static_assert(Count <= max_members, "motet: a bank has at most 24 members");
  LearnerPlan plan;
  plan.dim = dim;
  plan.members = static_cast<std::uint32_t>(Count);
  std::uint32_t at = 0;
  const auto take = [&at](std::uint32_t floats) {
    const std::uint32_t begin = at;
    at += padded(floats);
    return begin;
  };
  std::uint32_t rival = 0;
  for (std::uint32_t m = 0; m < plan.members; ++m) {
    MemberPlan& place = plan.member[m];
    place.member = members[m];
    const std::uint32_t order = member_order(members[m], dim);
    if (members[m].experts == 0) {
      place.block = take(line_floats(order));
      continue;
    }
    place.adapter = make_adapter_plan(order - 1u, members[m].experts, false);
    place.shape = {members[m].experts, padded(order - 1u)};
    place.block = take(place.adapter.floats);
    place.model = take(place.shape.floats());
    place.mixture = plan.mixtures++;
    plan.lagged |= members[m].sight == Sight::inputs_and_last;
    plan.experts = members[m].experts > plan.experts ? members[m].experts : plan.experts;
    rival = place.shape.floats() > rival ? place.shape.floats() : rival;
  }
  plan.centre = take(dim + 1u);
  plan.tolerance = take(dim + 2u);
  plan.sample = take(dim + 3u);
  plan.at_work = take(dim + 3u);
  plan.input = take(dim + 1u);
  plan.histogram = take(pit_bins);
  plan.rival = take(rival);
  plan.floats = at;
  return plan;
}

/// What is kept of a member besides its parameters. Plain bytes.
struct MemberState {
  float residual = 0.0f;     ///< of the last sample: the target minus the member's own prediction
  float along = 0.0f;        ///< sum of products of neighbouring residuals, fading
  float square = 0.0f;       ///< sum of their squares
  float variance = 0.0f;     ///< of its error: the scale of Student's t; 0: not known
  float weight = 0.0f;       ///< in the vote
  float own = 0.0f;          ///< its own prediction of the sample at hand, without the part of the last residual
  float mean = 0.0f;         ///< of the sample at hand
  float width = 0.0f;        ///< the scale of t there, user's units of y
  float log_density = 0.0f;  ///< of its target, nats
  float loglik = 0.0f;       ///< running mean of it
  std::uint32_t misses = 0;  ///< errors far beyond the scale, in a row
};

/// Everything of a learner that is not a float array or an estimator. Plain bytes.
struct LearnerState {
  LearnerSettings settings;
  Configured configured;     ///< what configure_learner() returned
  bool fitting = false;      ///< a fit is under way
  std::uint16_t turn = 0;    ///< the member whose fit is under way, or comes next
  std::uint32_t asked = 0;   ///< predictions since the last target
  std::uint32_t since = 0;   ///< samples since the windows began
  std::uint32_t fit_at = 0;  ///< samples since then at which the next fits begin
  float lowest = 0.0f;       ///< target seen
  float highest = 0.0f;
  float last = 0.0f;          ///< target
  float mean = 0.0f;          ///< of the targets so far
  float variance = 0.0f;      ///< about it
  float miss_rate = 0.05f;    ///< level of the vote's interval for which 5 % lie outside
  float covered = 0.0f;       ///< running share of targets within 95 %
  float log_density = 0.0f;   ///< of the last sample, nats, user's units
  float loglik = 0.0f;        ///< running mean of the log density
  float usual = 0.0f;         ///< running mean of the log density that the best member gives
  float spread = 0.0f;        ///< running variance of that
  float drop = 0.0f;          ///< the sum that makes a change
  float p_value = 1.0f;       ///< of the last target
  std::uint32_t watched = 0;  ///< samples in these
  ModelSize rival;
  LearnerCounters counters;
};

struct LearnerView {
  const LearnerPlan* plan;
  LearnerState* state;
  MemberState* members;
  AdaptState* adapters;  ///< of the mixtures
  ModelSize* sizes;      ///< likewise
  float* block;
  EstimatorView plain;   ///< of the inputs; without a block if there is no mixture
  EstimatorView lagged;  ///< of inputs and the target before; without a block if no mixture sees that
};

/// A learner to be read.
struct LearnerSource {
  const LearnerPlan* plan;
  const LearnerState* state;
  const MemberState* members;
  const ModelSize* sizes;
  const float* block;
  const AdaptState* adapters;
  EstimatorSource plain;
  EstimatorSource lagged;
};

[[nodiscard]] Status configure_learner(const LearnerView& learner, const LearnerSettings& settings) noexcept;
[[nodiscard]] Status predict_next(const LearnerView& learner, const float* x, std::size_t length, Forecast& forecast) noexcept;
[[nodiscard]] Status predict_next_interval(const LearnerView& learner, const float* x, std::size_t length, float level,
                                           Interval& interval) noexcept;
[[nodiscard]] Status score_target(const LearnerView& learner, const float* x, std::size_t length, float y,
                                  float& p_value) noexcept;
[[nodiscard]] Status learn_sample(const LearnerView& learner, const float* x, std::size_t length, float y,
                                  float elapsed) noexcept;
[[nodiscard]] Status advance_work(const LearnerView& learner, std::uint32_t budget) noexcept;
[[nodiscard]] Status merge_learner(const LearnerView& into, const LearnerSource& from) noexcept;
/// The mixture of the inputs with the largest weight, if one has begun; else `model` is as it was.
void read_model(const LearnerSource& learner, const ModelStore& model) noexcept;
void report_learner(const LearnerSource& learner, LearnerReport& report) noexcept;
[[nodiscard]] float weigh_member(const LearnerSource& learner, std::uint32_t member) noexcept;

}  // namespace core
}  // namespace motet
