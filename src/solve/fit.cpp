// SPDX-License-Identifier: MIT
#include "solve/candidate.hpp"
#include "solve/expect.hpp"
#include "solve/experts.hpp"
#include "solve/gate.hpp"
#include "solve/linear.hpp"
#include "solve/order.hpp"
#include "solve/partition.hpp"
#include "solve/refine.hpp"
#include "solve/whiten.hpp"
#include "tensor/elementary.hpp"
#include "tensor/vector.hpp"

namespace motet::core {

using namespace motet::solve;

namespace {

/// The frame, two samples for each coefficient of the experts; with more than one expert, one of them in the reservoir.
[[nodiscard]] Status check_samples(const EstimatorView& e) noexcept {
  const Settings& settings = e.state->settings;
  const std::uint32_t coefficients = settings.experts * (settings.dim + 1u);
  if (!e.state->framed || e.state->counters.accepted < 2u * coefficients) return Status::too_few_samples;
  if (settings.experts > 2 && e.plan->window == 0) return Status::window_needed;
  const bool windowed = settings.experts > 1 && e.plan->window > 0;
  return windowed && e.state->kept < coefficients ? Status::too_few_samples : Status::ok;
}

constexpr float full_count = 4096.0f;  // samples: of fewer, less than a hundredth of a nat in all is no evidence

/// What may be left to gain, nats per sample.
[[nodiscard]] float fine(const Workspace& work) noexcept {
  const float samples = static_cast<float>(work.samples());
  return work.settings().tolerance * (samples < full_count ? full_count / samples : 1.0f);
}

/// The same of a start that has yet to win.
[[nodiscard]] float rough(const Workspace& work) noexcept { return 20.0f * fine(work); }

/// Keeps work.current if it is likelier than work.best by more than rounding.
void keep_likelier(Workspace& work, Start start, const Progress& progress, Report& report) noexcept {
  report.revived += progress.revived;
  report.dropped += progress.dropped;
  const float loglik = work.current.loglik;
  if (!(loglik - loglik == 0.0f)) return;
  if (work.best.experts != 0 && loglik <= work.best.loglik) return;
  copy(work, work.current, work.best);
  report.start = start;
  report.converged = progress.converged;
}

/// Experts from the third-order moment, their gate by EM, then everything by EM.
void climb_from_tensor(Workspace& work, Report& report) noexcept {
  const Settings& settings = work.settings();
  start_from_tensor(work, report);
  if (settings.gate_iterations > 0) static_cast<void>(refine(work, Scope::gate, settings.gate_iterations, rough(work)));
  tensor::fill(work.current.experts, settings.sigma_start * settings.sigma_start, work.current.variance);
  const Progress progress = refine(work, Scope::joint, settings.refine_iterations, rough(work));
  report.loglik_tensor = work.current.loglik;
  report.iterations_tensor = progress.passes;
  keep_likelier(work, Start::tensor, progress, report);
}

/// The gate from the second-order moment of the residual, its experts, then everything by EM.
void climb_from_partition(Workspace& work, Report& report) noexcept {
  start_from_partition(work);
  const Progress progress = refine(work, Scope::joint, work.settings().refine_iterations, rough(work));
  report.loglik_gate_first = work.current.loglik;
  report.iterations_gate_first = progress.passes;
  keep_likelier(work, Start::gate_first, progress, report);
}

/// The likeliest so far climbs on to the full tolerance.
void climb_on(Workspace& work, Report& report) noexcept {
  if (work.best.experts == 0) return;
  copy(work, work.best, work.current);
  const Progress progress = refine(work, Scope::joint, work.settings().refine_iterations, fine(work));
  report.iterations_last += progress.passes;
  keep_likelier(work, report.start, progress, report);
  report.converged = progress.converged;
}

/// Another start, in turn: the best candidate with one expert put elsewhere, a cut along the next direction.
void start_elsewhere(Workspace& work, std::uint32_t search, std::uint32_t failed) noexcept {
  if (search % 2 == 1) {
    start_from_partition(work, 1 + search / 2);
    return;
  }
  copy(work, work.best, work.current);
  reassign(work, failed);
}

/// Whether a likelier model is a better one. With fewer than two samples a coefficient the searches gained .17 nats on the
/// window and none on other samples (3 experts, 8 inputs, 64 samples, 100 mixtures).
[[nodiscard]] bool worth_searching(const Workspace& work) noexcept {
  return work.best.experts > 1 && work.samples() >= 2u * (2u * work.best.experts - 1u) * work.white_order();
}

/// As many further starts as the settings allow, each refined.
void search_on(Workspace& work, Report& report) noexcept {
  std::uint32_t failed = 0;
  for (std::uint32_t n = 0; n < work.settings().searches && worth_searching(work); ++n) {
    start_elsewhere(work, n, failed);
    const Progress progress = refine(work, Scope::joint, work.settings().refine_iterations, rough(work));
    const bool better = work.current.loglik > work.best.loglik + rough(work);
    report.iterations_last += progress.passes;
    report.improved += better ? 1u : 0u;
    keep_likelier(work, report.start, progress, report);
    failed = better ? 0 : failed + 1 - n % 2;
  }
}

/// A model of these inputs, with no more experts than are asked for now.
[[nodiscard]] bool comparable(const Workspace& work, const ModelStore& model) noexcept {
  return model.size->experts != 0 && model.size->experts <= work.settings().experts && model.size->dim == work.dim();
}

/// The model in force, if it is likelier than what the starts found: refined, so that it only gains.
void challenge_with_model(Workspace& work, const ModelStore& model, Report& report) noexcept {
  if (!comparable(work, model)) return;
  read_model(work, {model.shape, *model.size, model.parameters}, work.current);
  if (work.best.experts != 0 && !(measure_loglik(work, work.current) > work.best.loglik)) return;
  const Progress progress = refine(work, Scope::joint, work.settings().refine_iterations, rough(work));
  keep_likelier(work, Start::in_use, progress, report);
}

/// Without a reservoir: two experts and their gate from the moments alone.
[[nodiscard]] Status solve_from_moments(Workspace& work, Report& report) noexcept {
  start_from_tensor(work, report);
  if (report.tensor_state == TensorState::short_of_rank) return Status::no_gate;
  if (const Status status = find_gate(work); status != Status::ok) return status;
  keep_likelier(work, Start::tensor, {}, report);
  return Status::ok;
}

[[nodiscard]] Status solve_mixture(Workspace& work, const ModelStore& model, Report& report) noexcept {
  if (work.settings().experts == 1) {
    start_linear(work);
    if (work.samples() > 0) work.current.loglik = measure_loglik(work, work.current);
    keep_likelier(work, Start::linear, {.passes = 0, .revived = 0, .dropped = 0, .converged = true}, report);
    return Status::ok;
  }
  if (work.samples() == 0) return solve_from_moments(work, report);
  climb_from_tensor(work, report);
  climb_from_partition(work, report);
  search_on(work, report);
  challenge_with_model(work, model, report);
  climb_on(work, report);
  return Status::ok;
}

/// Fills in what the report says of the stream and of x.
void report_stream(const Workspace& work, Report& report) noexcept {
  report.samples = work.estimator.state->counters.accepted;
  report.effective_samples = work.white.samples;
  report.window_samples = work.samples();
  report.dim = work.dim();
  report.rank = work.white.rank;
  report.condition = work.white.condition;
  report.experts_asked = work.settings().experts;
  // b1 has mean rank (rank + 1) (rank + 2) / n for Gaussian x
  const float rank = static_cast<float>(work.white.rank);
  const float freedom = rank * (rank + 1.0f) * (rank + 2.0f);
  const float skewness = measure_skewness(work);
  report.skewness = skewness * work.white.samples / freedom;
  report.skewness_excess = skewness / freedom - 1.0f / work.white.samples;
}

/// Fills in what it says of the winner, likelihoods in the user's units.
void report_winner(const Workspace& work, Report& report) noexcept {
  const float unit = work.white.target_deviation / work.estimator.state->target_scale;
  const float to_user = tensor::logarithm(unit);
  report.loglik_known = work.samples() > 0;
  report.loglik = report.loglik_known ? work.best.loglik - to_user : 0.0f;
  if (report.iterations_tensor > 0) report.loglik_tensor -= to_user;
  if (report.iterations_gate_first > 0) report.loglik_gate_first -= to_user;
  report.experts = work.best.experts;
  for (std::uint32_t i = 0; i < work.best.experts; ++i) {
    report.sigma[i] = simd::root(work.best.variance[i]) * unit;
    report.weight[i] = work.best.weight[i];
  }
}

}  // namespace

Status fit(const EstimatorView& e, const ModelStore& model, Report& report) noexcept {
  if (e.state->configured != Status::ok) return e.state->configured;
  if (const Status status = check_samples(e); status != Status::ok) return status;
  Report found;
  Workspace work = lay_out(e);
  if (const Status status = whiten(work); status != Status::ok) return status;
  report_stream(work, found);
  if (const Status status = solve_mixture(work, model, found); status != Status::ok) return status;
  if (work.best.experts == 0) return Status::no_fit;
  order_canonically(work);
  if (comparable(work, model) && work.best.experts == model.size->experts)
    keep_labels(work, {model.shape, *model.size, model.parameters});
  report_winner(work, found);
  if (!write_model(work, work.best, model)) return Status::no_fit;
  report = found;
  return Status::ok;
}

}  // namespace motet::core
