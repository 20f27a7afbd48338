// SPDX-License-Identifier: MIT
#include "learn/fits.hpp"

#include "learn/mixture.hpp"
#include "tensor/vector.hpp"

namespace motet::core::learn {

namespace {

constexpr std::uint32_t first_fits = 40;  // samples

[[nodiscard]] bool is_mixture(const LearnerView& l, std::uint32_t m) noexcept { return l.plan->member[m].member.experts > 1u; }

/// Whether a fit serves both.
[[nodiscard]] bool alike(const Member& a, const Member& b) noexcept { return a.experts == b.experts && a.sight == b.sight; }

/// Whether no member before `m` is of its kind.
[[nodiscard]] bool is_first(const LearnerView& l, std::uint32_t m) noexcept {
  for (std::uint32_t before = 0; before < m; ++before) {
    if (alike(l.plan->member[before].member, l.plan->member[m].member)) return false;
  }
  return true;
}

[[nodiscard]] ModelStore rival_of(const LearnerView& l, const MemberPlan& place) noexcept {
  return {place.shape, &l.state->rival, l.block + l.plan->rival};
}

/// The next member in turn has had its fit, or can have none.
void pass_on(const LearnerView& l) noexcept {
  LearnerState& state = *l.state;
  state.fitting = false;
  if (++state.turn < members_of(l)) return;
  state.turn = 0;
  const std::uint32_t later = state.since > state.fit_at ? state.since : state.fit_at;
  state.fit_at = later < 0x80000000u ? later + later / 2u : 0xffffffffu;
}

/// Begins the fit of the member in turn.
void begin(const LearnerView& l) noexcept {
  const MemberPlan& place = l.plan->member[l.state->turn];
  const EstimatorView& estimator = estimator_of(l, place.member);
  Settings settings = estimator.state->settings;
  settings.experts = place.member.experts;
  if (adjust(estimator, settings) != Status::ok || begin_fit(estimator) != Status::ok) return pass_on(l);
  const ModelStore model = model_of(l, place);
  const ModelStore rival = rival_of(l, place);
  *rival.size = *model.size;
  tensor::copy(model.shape.floats(), model.parameters, rival.parameters);
  l.state->fitting = true;
}

/// The fit has ended well: all mixtures of its kind are challenged.
void challenge_all(const LearnerView& l) noexcept {
  const MemberPlan& fitted = l.plan->member[l.state->turn];
  ++l.state->counters.fits;
  for (std::uint32_t m = l.state->turn; m < members_of(l); ++m) {
    const MemberPlan& place = l.plan->member[m];
    if (alike(place.member, fitted.member)) challenge_mixture(l, place, read_model(rival_of(l, fitted)));
  }
}

void step(const LearnerView& l, std::uint32_t budget) noexcept {
  const MemberPlan& place = l.plan->member[l.state->turn];
  const Status status = step_fit(estimator_of(l, place.member), budget, rival_of(l, place));
  if (status == Status::unfinished) return;
  if (status == Status::ok) challenge_all(l);
  pass_on(l);
}

[[nodiscard]] Settings window_settings(const LearnerState& state, std::uint32_t dim) noexcept {
  Settings settings;
  settings.dim = dim;
  settings.experts = 1;
  settings.seed = state.settings.seed;
  settings.range = state.settings.range;
  return settings;
}

}  // namespace

void advance_fits(const LearnerView& l, std::uint32_t budget) noexcept {
  LearnerState& state = *l.state;
  if (l.plan->mixtures == 0 || budget == 0) return;
  begin_mixtures(l);
  if (state.fitting) return step(l, budget);
  if (state.since < state.fit_at) return;
  while (!is_mixture(l, state.turn) || !is_first(l, state.turn)) {
    pass_on(l);
    if (state.turn == 0) return;
  }
  begin(l);
}

void restart_fits(const LearnerView& l) noexcept {
  LearnerState& state = *l.state;
  state.fitting = false;
  state.turn = 0;
  state.since = 0;
  state.fit_at = first_fits;
  if (l.plain.block != nullptr) static_cast<void>(configure(l.plain, window_settings(state, dim_of(l))));
  if (l.lagged.block != nullptr) static_cast<void>(configure(l.lagged, window_settings(state, dim_of(l) + 1u)));
}

void feed_windows(const LearnerView& l, const float* x, float y, bool last_known) noexcept {
  if (l.plain.block != nullptr) static_cast<void>(push(l.plain, x, dim_of(l), y));
  if (l.lagged.block != nullptr && last_known) static_cast<void>(push(l.lagged, x, dim_of(l) + 1u, y));
  if (l.state->since < 0xffffffffu) ++l.state->since;
}

}  // namespace motet::core::learn
