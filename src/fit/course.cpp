// SPDX-License-Identifier: MIT
#include "fit/course.hpp"

#include "climb/order.hpp"
#include "start/bend.hpp"
#include "start/whiten.hpp"
#include "stream/reservoir.hpp"
#include "tensor/vector.hpp"
#include "workspace/candidate.hpp"

namespace motet::core::solve {

namespace {

/// Whether the frame is the one that is whitened: it may widen while the moments are read.
[[nodiscard]] bool keeps_frame(const Workspace& work) noexcept {
  bool same = work.white.target_scale == work.estimator.state->target_scale;
  for (std::uint32_t j = 0; j < work.dim(); ++j) same = same && work.white.scale[j] == stream::frame_scale(work.estimator)[j];
  return same;
}

/// What is read of the moments, in this order; without those of the third order neither skewness nor tensors.
[[nodiscard]] core::Attempt follow(const Workspace& work, core::Attempt first) noexcept {
  const core::Attempt attempt = work.course().attempt;
  if (attempt == core::Attempt::whiten && work.cubic()) return core::Attempt::skewness;
  if (attempt <= core::Attempt::skewness) return work.settings().experts == 1 ? core::Attempt::linear : core::Attempt::bend;
  return attempt == core::Attempt::bend && work.cubic() ? core::Attempt::tensors : first;
}

/// Notes the result of a search, for the choice of the next. course().failed counts the moves of an expert in a row that gained
/// nothing.
void note_search(Workspace& work, bool moved) noexcept {
  core::Course& course = work.course();
  const bool better = work.current.loglik > work.best.loglik + find_tolerance(work);
  work.found.improved += better ? 1u : 0u;
  course.failed = better ? std::uint8_t{0} : static_cast<std::uint8_t>(course.failed + (moved ? 1u : 0u));
  ++course.search;
}

}  // namespace

float find_tolerance(const Workspace& work) noexcept {
  constexpr float full_count = 4096.0f;
  const float samples = static_cast<float>(work.samples());
  const float fine = work.settings().tolerance * (samples < full_count ? full_count / samples : 1.0f);
  return work.course().attempt == core::Attempt::best ? fine : 20.0f * fine;
}

Status check_samples(const EstimatorView& e) noexcept {
  const Settings& settings = e.state->settings;
  const std::uint32_t coefficients = settings.experts * (settings.dim + 1u);
  const float samples = core::effective_samples({e.plan, e.state, e.block});
  if (!e.state->framed || samples < static_cast<float>(2u * coefficients)) return Status::too_few_samples;
  const std::uint32_t most = e.plan->degree == Degree::third ? 2u : 1u;  // experts from the moments alone
  if (settings.experts > most && e.plan->window == 0) return Status::window_needed;
  const bool windowed = settings.experts > 1 && e.plan->window > 0;
  return windowed && e.state->kept < coefficients ? Status::too_few_samples : Status::ok;
}

Status open_fit(const EstimatorView& e) noexcept {
  if (e.state->configured != Status::ok) return e.state->configured;
  end_fit(e);
  if (const Status status = check_samples(e); status != Status::ok) return status;
  core::Course& course = e.state->course;
  course.accepted = e.state->counters.accepted;
  course.begun = tensor::moment(stream::levels_of(e), 0, 0, 0, 0);
  course.attempt = core::Attempt::whiten;
  stream::set_framed(*e.state, true);
  return Status::ok;
}

Status read_frame_and_bend(Workspace& work, bool residual, core::Attempt first) noexcept {
  core::Course& course = work.course();
  const bool begun = course.attempt > core::Attempt::whiten || course.turn > 0;
  if (begun && course.attempt <= first && !course.started && !keeps_frame(work)) {
    course.attempt = core::Attempt::whiten;
    course.turn = 0;
    course.sample = 0;
    course.phase = 0;
  }
  while (true) {
    bool through = true;
    switch (course.attempt) {
      case core::Attempt::whiten:
        if (const Status status = whiten(work); status != Status::ok) return status;
        if (!work.cubic()) work.found.tensor_state = TensorState::no_third_order;
        tensor::fill(padded(work.dim()) + 2u * padded(work.settings().experts), 0.0f, work.found.spectrum);
        break;
      case core::Attempt::skewness: through = measure_skewness(work); break;
      case core::Attempt::bend: through = work.cubic() ? measure_bend(work, residual) : measure_bend_of_kept(work); break;
      default: return Status::ok;
    }
    if (!through) return Status::unfinished;
    course.attempt = follow(work, first);
  }
}

Status resume_fit(const EstimatorView& e, std::uint32_t budget, std::uint32_t serial, Workspace& work) noexcept {
  if (e.state->configured != Status::ok) return e.state->configured;
  const core::Course& course = e.state->course;
  if (course.attempt == core::Attempt::none || (course.general ? course.serial : 0u) != serial) return Status::not_begun;
  lay_out(e, work);
  work.white.samples = tensor::moment(work.levels(), 0, 0, 0, 0);
  work.budget = budget;
  return Status::ok;
}

Status close_slice(const Workspace& work, Status status) noexcept {
  const EstimatorView& e = work.estimator;
  if (status != Status::unfinished && status != Status::ok) {
    end_fit(e);
    return status;
  }
  lay_down(work);
  if (status == Status::ok) {
    work.course().sample = work.samples();
    stream::release(e);
    work.course().attempt = core::Attempt::none;
  }
  return status;
}

bool comparable(const Workspace& work, const core::ModelStore& model) noexcept {
  return model.size->experts != 0 && model.size->experts <= work.settings().experts && model.size->dim == work.dim();
}

void keep_likelier(Workspace& work, Start start) noexcept {
  const core::Climb& climb = work.course().climb;
  work.found.revived += climb.revived;
  work.found.dropped += climb.dropped;
  const float loglik = work.current.loglik;
  if (!(loglik - loglik == 0.0f)) return;
  if (work.best.experts != 0 && loglik <= work.best.loglik) return;
  copy(work, work.current, work.best);
  work.found.start = start;
  work.found.converged = climb.converged;
}

void conclude(Workspace& work) noexcept {
  core::Course& course = work.course();
  const core::Attempt attempt = course.attempt;
  Findings& found = work.found;
  Start name = found.start;  // who climbs on from a candidate leaves it its name
  if (attempt == core::Attempt::tensor) {
    found.loglik_tensor = work.current.loglik;
    found.iterations_tensor = course.climb.passes;
    name = Start::tensor;
  } else if (attempt == core::Attempt::partition) {
    found.loglik_gate_first = work.current.loglik;
    found.iterations_gate_first = course.climb.passes;
    name = Start::gate_first;
  } else {
    found.iterations_last += course.climb.passes;
    if (attempt == core::Attempt::linear) name = Start::linear;
    if (attempt == core::Attempt::in_use) name = Start::in_use;
  }
  const bool split = attempt == core::Attempt::split;
  if (split || attempt == core::Attempt::search) note_search(work, split || course.search % 2 == 0);
  keep_likelier(work, name);
  if (attempt == core::Attempt::best) found.converged = course.climb.converged;
}

Status hand_out(Workspace& work, const core::ModelStore& model) noexcept {
  const std::uint32_t experts = work.best.experts;
  if (experts == 0) return Status::no_fit;
  bool finite = true;
  const bool through = take_turns(work, experts + 3, [&](std::uint32_t turn) {
    if (turn == 0) {
      order_canonically(work);
    } else if (turn == 1) {
      if (comparable(work, model) && experts == model.size->experts)
        keep_labels(work, {model.shape, *model.size, model.parameters});
    } else if (turn < experts + 2) {
      write_expert(work, work.best, turn - 2, model.shape);
    } else {
      finite = put_in_force(work, experts, model);
    }
  });
  if (!through) return Status::unfinished;
  return finite ? Status::ok : Status::no_fit;
}

}  // namespace motet::core::solve
