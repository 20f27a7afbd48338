// SPDX-License-Identifier: MIT
#include "climb/correct_line.hpp"
#include "climb/refine.hpp"
#include "fit/course.hpp"
#include "start/experts_from_tensor.hpp"
#include "start/partition.hpp"
#include "start/single_line.hpp"
#include "workspace/candidate.hpp"

namespace motet::core {

using namespace motet::core::solve;

namespace {

// ---- the starts: each is made in work.current, as far as the budget goes -----------------------------

/// Experts from the third-order moment; their gate by EM, if the settings want it before they move.
[[nodiscard]] bool start_with_experts(Workspace& work) noexcept {
  std::uint8_t& phase = work.course().phase;
  if (phase == 0) {
    if (!start_from_tensor(work)) return false;
    work.course().climb = {};
  }
  phase = 1;
  const std::uint32_t ceiling = work.settings().gate_iterations;
  Lines lines{work};
  if (ceiling > 0 && !refine(lines, Scope::gate, ceiling, find_tolerance(work))) return false;
  phase = 0;
  begin_annealing(work, work.current);
  return true;
}

[[nodiscard]] bool search_elsewhere(Workspace& work) noexcept {
  Lines lines{work};
  return start_elsewhere(lines);
}

/// Keeps the model in force if it is likelier than what the starts found; the best of them all climbs on.
[[nodiscard]] bool start_from_best(Workspace& work, const ModelStore& model) noexcept {
  Course& course = work.course();
  const bool begun = course.sample > 0;
  if (begun || comparable(work, model)) {
    if (!begun) read_model(work, {model.shape, *model.size, model.parameters}, work.current);
    Lines lines{work};
    if (!measure_loglik(lines)) return false;
    course.climb = {};
    keep_likelier(work, Start::in_use);
  }
  copy(work, work.best, work.current);
  return true;
}

/// False: the budget ended.
[[nodiscard]] bool make_start(Workspace& work, const ModelStore& model) noexcept {
  switch (work.course().attempt) {
    case Attempt::linear: return start_with_line(work);
    case Attempt::tensor: return start_with_experts(work);          // from the third-order moment
    case Attempt::partition: return start_from_partition(work, 0);  // the gate, from the second-order moment of the residual
    case Attempt::search: return search_elsewhere(work);            // away from where the best so far stands
    case Attempt::best: return start_from_best(work, model);        // the likeliest, on to the full tolerance
    default: return true;
  }
}

// ---- from a start to a candidate --------------------------------------------------------------------------

/// Everything by EM.
[[nodiscard]] Status climb(Workspace& work) noexcept {
  Lines lines{work};
  bool through = false;
  if (work.course().attempt == Attempt::linear) {
    work.course().climb.converged = true;
    through = correct_line(work);
  } else if (work.current.experts != 0) {
    through = refine(lines, Scope::joint, work.settings().refine_iterations, find_tolerance(work));
  } else {
    return Status::no_fit;  // no start led to a finite model
  }
  return through ? Status::ok : Status::unfinished;
}

/// The attempt that follows.
[[nodiscard]] Attempt follow(const Workspace& work) noexcept {
  const Course& course = work.course();
  if (course.attempt < Attempt::tensor || course.attempt == Attempt::best) return Attempt::finish;
  if (course.attempt == Attempt::tensor) return Attempt::partition;
  return course.search < work.settings().searches && worth_searching(work) ? Attempt::search : Attempt::best;
}

/// One attempt after the other: a start is made, climbed from, and what it comes to kept if it is the likelier.
[[nodiscard]] Status go_on(Workspace& work, const ModelStore& model) noexcept {
  const Attempt first = work.cubic() ? Attempt::tensor : Attempt::partition;
  const auto label = [&work] { return label_linear(work); };
  if (const Status status = read_moments(work, true, first, label); status != Status::ok) return status;
  const auto leave = [&work] {
    conclude(work);
    return follow(work);
  };
  const Status status = take_attempts(
      work.course(), [&] { return make_start(work, model); }, [&] { return climb(work); }, leave);
  return status == Status::ok ? hand_out(work, model) : status;
}

}  // namespace

Status begin_fit(const EstimatorView& e) noexcept { return open_fit(e); }

// It has a workspace on the stack, and fit has none.
[[gnu::noinline]] Status step_fit(const EstimatorView& e, std::uint32_t budget, const ModelStore& model) noexcept {
  Workspace work;
  if (const Status status = resume_fit(e, budget, 0, work); status != Status::ok) return status;
  return close_slice(work, go_on(work, model));
}

Status fit(const EstimatorView& e, const ModelStore& model) noexcept {
  return step_to_end(begin_fit(e), [&](std::uint32_t budget) { return step_fit(e, budget, model); });
}

}  // namespace motet::core
