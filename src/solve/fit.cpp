// SPDX-License-Identifier: MIT
#include "solve/bend.hpp"
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

/// Whether a likelier model is a better one. With fewer than two samples a coefficient the searches gained .17 nats on the
/// window and none on other samples (3 experts, 8 inputs, 64 samples, 100 mixtures).
[[nodiscard]] bool worth_searching(const Workspace& work) noexcept {
  return work.best.experts > 1 && work.samples() >= 2u * (2u * work.best.experts - 1u) * work.white_order();
}

/// A model of these inputs, with no more experts than are asked for now.
[[nodiscard]] bool comparable(const Workspace& work, const ModelStore& model) noexcept {
  return model.size->experts != 0 && model.size->experts <= work.settings().experts && model.size->dim == work.dim();
}

// ---- the starts: each is made in work.current, as far as the budget goes -----------------------------

/// All that a fit asks the moments, at once: they go on.
void read_moments(Workspace& work) noexcept {
  Course& course = work.course();
  const std::uint32_t found = padded(work.dim()) + 2u * padded(work.settings().experts);
  tensor::fill(found, 0.0f, work.found.spectrum);
  work.white.skewness = measure_skewness(work);
  if (work.settings().experts == 1) {
    start_linear(work);
    course.attempt = Attempt::linear;
  } else if (work.samples() == 0) {
    prepare_gate(work);
    form_tensors(work, label_linear(work));
    course.attempt = Attempt::moments;
  } else {
    measure_bend(work, true);
    form_tensors(work, label_linear(work));
    course.attempt = Attempt::tensor;
  }
}

/// Experts from the third-order moment; their gate by EM, if the settings want it before they move.
[[nodiscard]] bool start_with_experts(Workspace& work) noexcept {
  const Settings& settings = work.settings();
  std::uint8_t& phase = work.course().phase;
  if (phase == 0 && !start_from_tensor(work)) return false;
  phase = 1;
  const std::uint32_t ceiling = work.samples() > 0 ? settings.gate_iterations : 0;
  if (ceiling > 0 && !refine(work, Scope::gate, ceiling, rough(work))) return false;
  phase = 0;
  tensor::fill(work.current.experts, settings.sigma_start * settings.sigma_start, work.current.variance);
  return true;
}

/// Another start, in turn: the best candidate with one expert put elsewhere, a cut along the next direction.
[[nodiscard]] bool start_elsewhere(Workspace& work) noexcept {
  const Course& course = work.course();
  if (course.search % 2 == 1) return start_from_partition(work, 1u + course.search / 2u);
  if (course.sample == 0) copy(work, work.best, work.current);
  return reassign(work, course.failed);
}

/// Keeps work.current if it is likelier than work.best by more than rounding.
void keep_likelier(Workspace& work, Start start) noexcept {
  const Climb& climb = work.course().climb;
  work.found.revived += climb.revived;
  work.found.dropped += climb.dropped;
  const float loglik = work.current.loglik;
  if (!(loglik - loglik == 0.0f)) return;
  if (work.best.experts != 0 && loglik <= work.best.loglik) return;
  copy(work, work.current, work.best);
  work.found.start = start;
  work.found.converged = climb.converged;
}

/// Keeps the model in force if it is likelier than what the starts found; the best of them all climbs on.
[[nodiscard]] bool start_from_best(Workspace& work, const ModelStore& model) noexcept {
  Course& course = work.course();
  const bool begun = course.sample > 0;
  if (begun || comparable(work, model)) {
    if (!begun) read_model(work, {model.shape, *model.size, model.parameters}, work.current);
    if (!measure_loglik(work)) return false;
    course.climb = {};
    keep_likelier(work, Start::in_use);
  }
  copy(work, work.best, work.current);
  return true;
}

/// False: the budget ended.
[[nodiscard]] bool make_start(Workspace& work, const ModelStore& model) noexcept {
  switch (work.course().attempt) {
    case Attempt::moments:
    case Attempt::tensor: return start_with_experts(work);          // from the third-order moment
    case Attempt::partition: return start_from_partition(work, 0);  // the gate, from the second-order moment of the residual
    case Attempt::search: return start_elsewhere(work);             // away from where the best so far stands
    case Attempt::best: return start_from_best(work, model);        // the likeliest, on to the full tolerance
    default: return true;                                           // one line, from the moments: read_moments made it
  }
}

// ---- from a start to a candidate --------------------------------------------------------------------------

/// Everything by EM; where no sample is kept, the gate from the moments.
[[nodiscard]] Status climb(Workspace& work) noexcept {
  const Attempt attempt = work.course().attempt;
  bool through = true;
  if (attempt == Attempt::moments) {
    return work.found.tensor_state == TensorState::short_of_rank ? Status::no_gate : find_gate(work);
  } else if (attempt == Attempt::linear) {
    through = work.samples() == 0 || measure_loglik(work);
    work.course().climb.converged = true;
  } else if (work.current.experts == 0) {
    return Status::no_fit;  // no start led to a finite model
  } else {
    through =
        refine(work, Scope::joint, work.settings().refine_iterations, attempt == Attempt::best ? fine(work) : rough(work));
  }
  return through ? Status::ok : Status::unfinished;
}

/// What an attempt is called in the report; the others climb on from one that has a name.
[[nodiscard]] Start name_of(Attempt attempt) noexcept {
  constexpr Start names[] = {Start::none, Start::linear, Start::tensor, Start::tensor, Start::gate_first};
  return attempt <= Attempt::partition ? names[static_cast<std::uint8_t>(attempt)] : Start::none;
}

/// Notes what a search came to, for the choice of the next.
void note_search(Workspace& work) noexcept {
  Course& course = work.course();
  const bool better = work.current.loglik > work.best.loglik + rough(work);
  work.found.improved += better ? 1u : 0u;
  course.failed = better ? std::uint8_t{0} : static_cast<std::uint8_t>(course.failed + 1 - course.search % 2);
  ++course.search;
}

/// Notes what an attempt came to, and keeps the likelier.
void conclude(Workspace& work) noexcept {
  const Attempt attempt = work.course().attempt;
  const Climb& climb = work.course().climb;
  Findings& found = work.found;
  if (attempt == Attempt::tensor) {
    found.loglik_tensor = work.current.loglik;
    found.iterations_tensor = climb.passes;
  } else if (attempt == Attempt::partition) {
    found.loglik_gate_first = work.current.loglik;
    found.iterations_gate_first = climb.passes;
  } else {
    found.iterations_last += climb.passes;
  }
  if (attempt == Attempt::search) note_search(work);
  const Start name = name_of(attempt);
  keep_likelier(work, name == Start::none ? found.start : name);
  if (attempt == Attempt::best) found.converged = climb.converged;
}

/// The attempt that follows.
[[nodiscard]] Attempt follow(const Workspace& work) noexcept {
  const Course& course = work.course();
  if (course.attempt < Attempt::tensor || course.attempt == Attempt::best) return Attempt::finish;
  if (course.attempt == Attempt::tensor) return Attempt::partition;
  return course.search < work.settings().searches && worth_searching(work) ? Attempt::search : Attempt::best;
}

/// Names the experts, and writes the model and the report.
[[nodiscard]] Status finish(Workspace& work, const ModelStore& model, Report* report) noexcept {
  if (work.best.experts == 0) return Status::no_fit;
  order_canonically(work);
  if (comparable(work, model) && work.best.experts == model.size->experts)
    keep_labels(work, {model.shape, *model.size, model.parameters});
  if (!write_model(work, work.best, model)) return Status::no_fit;
  if (report != nullptr) write_report(work, *report);
  return Status::ok;
}

/// One attempt after the other: a start is made, climbed from, and what it comes to kept if it is the likelier.
[[nodiscard]] Status go_on(Workspace& work, const ModelStore& model, Report* report) noexcept {
  Course& course = work.course();
  while (course.attempt != Attempt::finish) {
    if (!course.started) {
      if (!make_start(work, model)) return Status::unfinished;
      course.started = true;
      course.climb = {};
    }
    if (const Status status = climb(work); status != Status::ok) return status;
    conclude(work);
    course.started = false;
    course.attempt = follow(work);
  }
  return work.spend() ? finish(work, model, report) : Status::unfinished;
}

}  // namespace

// Each has a workspace on the stack, and fit has neither.
[[gnu::noinline]] Status begin_fit(const EstimatorView& e) noexcept {
  if (e.state->configured != Status::ok) return e.state->configured;
  end_fit(e);
  if (const Status status = check_samples(e); status != Status::ok) return status;
  Workspace work = lay_out(e);
  if (const Status status = whiten(work); status != Status::ok) return status;
  read_moments(work);
  work.course().accepted = e.state->counters.accepted;
  stream::set_framed(*e.state, true);
  lay_down(work);
  return Status::ok;
}

[[gnu::noinline]] Status step_fit(const EstimatorView& e, std::uint32_t budget, const ModelStore& model,
                                  Report* report) noexcept {
  if (e.state->configured != Status::ok) return e.state->configured;
  if (e.state->course.attempt == Attempt::none) return Status::not_begun;
  Workspace work = lay_out(e);
  work.budget = budget;
  const Status status = go_on(work, model, report);
  if (status == Status::unfinished) {
    lay_down(work);
  } else {
    end_fit(e);
  }
  return status;
}

Status fit(const EstimatorView& e, const ModelStore& model, Report* report) noexcept {
  Status status = begin_fit(e);
  if (status != Status::ok) return status;
  do {
    status = step_fit(e, ~std::uint32_t{0}, model, report);
  } while (status == Status::unfinished);
  return status;
}

}  // namespace motet::core
