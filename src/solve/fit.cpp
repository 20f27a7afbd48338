// SPDX-License-Identifier: MIT
#include "solve/candidate.hpp"
#include "solve/expect.hpp"
#include "solve/experts.hpp"
#include "solve/gate.hpp"
#include "solve/linear.hpp"
#include "solve/order.hpp"
#include "solve/partition.hpp"
#include "solve/refine.hpp"
#include "solve/report.hpp"
#include "solve/whiten.hpp"
#include "tensor/vector.hpp"

namespace motet::core {

using namespace motet::solve;

namespace {

/// The frame, two samples for each coefficient of the experts; with more than one expert, one of them in the reservoir.
[[nodiscard]] Status check_samples(const EstimatorView& e) noexcept {
  const Settings& settings = e.state->settings;
  const std::uint32_t coefficients = settings.experts * (settings.dim + 1u);
  const float samples = effective_samples({e.plan, e.state, e.block});
  if (!e.state->framed || samples < static_cast<float>(2u * coefficients)) return Status::too_few_samples;
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
void keep_likelier(Workspace& work, Start start, const Progress& progress) noexcept {
  work.found.revived += progress.revived;
  work.found.dropped += progress.dropped;
  const float loglik = work.current.loglik;
  if (!(loglik - loglik == 0.0f)) return;
  if (work.best.experts != 0 && loglik <= work.best.loglik) return;
  copy(work, work.current, work.best);
  work.found.start = start;
  work.found.converged = progress.converged;
}

/// Experts from the third-order moment, their gate by EM, then everything by EM.
void climb_from_tensor(Workspace& work) noexcept {
  const Settings& settings = work.settings();
  start_from_tensor(work);
  if (settings.gate_iterations > 0) static_cast<void>(refine(work, Scope::gate, settings.gate_iterations, rough(work)));
  tensor::fill(work.current.experts, settings.sigma_start * settings.sigma_start, work.current.variance);
  const Progress progress = refine(work, Scope::joint, settings.refine_iterations, rough(work));
  work.found.loglik_tensor = work.current.loglik;
  work.found.iterations_tensor = progress.passes;
  keep_likelier(work, Start::tensor, progress);
}

/// The gate from the second-order moment of the residual, its experts, then everything by EM.
void climb_from_partition(Workspace& work) noexcept {
  start_from_partition(work);
  const Progress progress = refine(work, Scope::joint, work.settings().refine_iterations, rough(work));
  work.found.loglik_gate_first = work.current.loglik;
  work.found.iterations_gate_first = progress.passes;
  keep_likelier(work, Start::gate_first, progress);
}

/// The likeliest so far climbs on to the full tolerance.
void climb_on(Workspace& work) noexcept {
  if (work.best.experts == 0) return;
  copy(work, work.best, work.current);
  const Progress progress = refine(work, Scope::joint, work.settings().refine_iterations, fine(work));
  work.found.iterations_last += progress.passes;
  keep_likelier(work, work.found.start, progress);
  work.found.converged = progress.converged;
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
void search_on(Workspace& work) noexcept {
  std::uint32_t failed = 0;
  for (std::uint32_t n = 0; n < work.settings().searches && worth_searching(work); ++n) {
    start_elsewhere(work, n, failed);
    const Progress progress = refine(work, Scope::joint, work.settings().refine_iterations, rough(work));
    const bool better = work.current.loglik > work.best.loglik + rough(work);
    work.found.iterations_last += progress.passes;
    work.found.improved += better ? 1u : 0u;
    keep_likelier(work, work.found.start, progress);
    failed = better ? 0 : failed + 1 - n % 2;
  }
}

/// A model of these inputs, with no more experts than are asked for now.
[[nodiscard]] bool comparable(const Workspace& work, const ModelStore& model) noexcept {
  return model.size->experts != 0 && model.size->experts <= work.settings().experts && model.size->dim == work.dim();
}

/// The model in force, if it is likelier than what the starts found: refined, so that it only gains.
void challenge_with_model(Workspace& work, const ModelStore& model) noexcept {
  if (!comparable(work, model)) return;
  read_model(work, {model.shape, *model.size, model.parameters}, work.current);
  if (work.best.experts != 0 && !(measure_loglik(work, work.current) > work.best.loglik)) return;
  const Progress progress = refine(work, Scope::joint, work.settings().refine_iterations, rough(work));
  keep_likelier(work, Start::in_use, progress);
}

/// Without a reservoir: two experts and their gate from the moments alone.
[[nodiscard]] Status solve_from_moments(Workspace& work) noexcept {
  start_from_tensor(work);
  if (work.found.tensor_state == TensorState::short_of_rank) return Status::no_gate;
  if (const Status status = find_gate(work); status != Status::ok) return status;
  keep_likelier(work, Start::tensor, {});
  return Status::ok;
}

[[nodiscard]] Status solve_mixture(Workspace& work, const ModelStore& model) noexcept {
  if (work.settings().experts == 1) {
    start_linear(work);
    if (work.samples() > 0) work.current.loglik = measure_loglik(work, work.current);
    keep_likelier(work, Start::linear, {.passes = 0, .revived = 0, .dropped = 0, .converged = true});
    return Status::ok;
  }
  if (work.samples() == 0) return solve_from_moments(work);
  climb_from_tensor(work);
  climb_from_partition(work);
  search_on(work);
  challenge_with_model(work, model);
  climb_on(work);
  return Status::ok;
}

}  // namespace

Status fit(const EstimatorView& e, const ModelStore& model, Report* report) noexcept {
  if (e.state->configured != Status::ok) return e.state->configured;
  if (const Status status = check_samples(e); status != Status::ok) return status;
  Workspace work = lay_out(e);
  if (const Status status = whiten(work); status != Status::ok) return status;
  if (const Status status = solve_mixture(work, model); status != Status::ok) return status;
  if (work.best.experts == 0) return Status::no_fit;
  order_canonically(work);
  if (comparable(work, model) && work.best.experts == model.size->experts)
    keep_labels(work, {model.shape, *model.size, model.parameters});
  if (!write_model(work, work.best, model)) return Status::no_fit;
  if (report != nullptr) write_report(work, *report);
  return Status::ok;
}

}  // namespace motet::core
