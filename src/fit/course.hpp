// SPDX-License-Identifier: MIT
#pragma once

#include "climb/refine.hpp"
#include "start/experts_from_tensor.hpp"
#include "start/partition.hpp"
#include "workspace/workspace.hpp"

// What a fit begins and ends with, from a window or from the moments alone.

namespace motet::core::solve {

/// Whether the stream is long enough: two effective samples for each coefficient of the experts; with more than one expert and
/// a window, one sample for each in the window.
///
/// error   too_few_samples, window_needed
[[nodiscard]] Status check_samples(const EstimatorView& e) noexcept;

/// What the attempt at hand may leave to gain, nats per sample: that of the winner Settings::tolerance, a start that has yet to
/// win twenty times as much. Of fewer than 4096 samples, less than a hundredth of a nat in all is no evidence.
[[nodiscard]] float find_tolerance(const Workspace& work) noexcept;

/// Whether a likelier model is a better one. With fewer than two samples a coefficient the searches gained .17 nats on the
/// window and none on other samples (3 experts, 8 inputs, 64 samples, 100 mixtures).
[[nodiscard]] inline bool worth_searching(const Workspace& work) noexcept {
  return work.best.experts > 1 && work.samples() >= 2u * (2u * work.best.experts - 1u) * work.white_order();
}

/// Abandons the fit under way and begins another. From now on the window holds still.
///
/// error   too_few_samples, window_needed: no fit is under way
/// cost    a few dozen instructions
[[nodiscard]] Status open_fit(const EstimatorView& e) noexcept;

/// Reads from the moments what comes before the tensors; then course().attempt is tensors, linear or `first`.
///
/// shape   residual: as measure_bend
/// error   as whiten; unfinished: to be called again
[[nodiscard]] Status read_frame_and_bend(Workspace& work, bool residual, core::Attempt first) noexcept;

/// Reads all that a fit needs from the moments, as far as the budget goes: from whitening to the tensors of what `label`
/// returns, then course().attempt is `first`, or linear. They go on meanwhile: what is read later is that of more samples, each
/// piece divided by its own weights; if the frame has widened, the reading restarts.
///
/// error   as above
template <class Label>
[[nodiscard]] Status read_moments(Workspace& work, bool residual, core::Attempt first, Label label) noexcept {
  if (const Status status = read_frame_and_bend(work, residual, first); status != Status::ok) return status;
  core::Attempt& attempt = work.course().attempt;
  if (attempt != core::Attempt::tensors) return Status::ok;
  if (!form_tensors(work, label())) return Status::unfinished;
  attempt = first;
  return Status::ok;
}

/// Lays the fit under way out again, for a slice of `budget` elementary steps.
///
/// shape   serial: of a general model's fit, else 0
/// error   not_begun: there is none, or one of another model
[[nodiscard]] Status resume_fit(const EstimatorView& e, std::uint32_t budget, std::uint32_t serial, Workspace& work) noexcept;

/// Ends a slice with what came of it, and returns that: the course is put down if the fit goes on or has ended well, for
/// the next slice or the report.
[[nodiscard]] Status close_slice(const Workspace& work, Status status) noexcept;

/// A model of these inputs, with no more experts than are asked for now.
[[nodiscard]] bool comparable(const Workspace& work, const core::ModelStore& model) noexcept;

/// Keeps work.current if it is likelier than work.best by more than rounding, under the name of its start.
void keep_likelier(Workspace& work, Start start) noexcept;

/// Another start, in turn: the best candidate with one expert put elsewhere, a cut along the next direction.
///
/// returns false: the budget ended, to be called again
template <class Kind>
[[nodiscard]] bool start_elsewhere(Kind& kind) noexcept {
  Workspace& work = kind.work;
  const core::Course& course = work.course();
  if (course.search % 2 == 1) return start_from_partition(work, 1u + course.search / 2u);
  if (course.sample == 0) copy(work, work.best, work.current);
  return reassign(kind, course.failed);
}

/// The flow of a fit: one attempt after the other. enter() makes its start in work.current, climb() goes up from there, leave()
/// keeps what it came to and says what follows.
///
/// returns what climb() does if that is not ok; unfinished: the budget ended, in enter() too, which then returns false
template <class Enter, class Ascend, class Leave>
[[nodiscard]] [[gnu::always_inline]] inline Status take_attempts(core::Course& course, Enter enter, Ascend climb,
                                                                 Leave leave) noexcept {
  while (course.attempt != core::Attempt::finish) {
    if (!course.started) {
      if (!enter()) return Status::unfinished;
      course.started = true;
      course.climb = {};
    }
    if (const Status status = climb(); status != Status::ok) return status;
    course.attempt = leave();
    course.started = false;
  }
  return Status::ok;
}

/// A fit at once: slices without a budget, until one ends it.
///
/// shape   step: of the budget
template <class Step>
[[nodiscard]] Status step_to_end(Status begun, Step step) noexcept {
  Status status = begun;
  if (status != Status::ok) return status;
  do {
    status = step(~std::uint32_t{0});
  } while (status == Status::unfinished);
  return status;
}

/// Notes what an attempt came to, and keeps the likelier. A placement is judged elsewhere.
void conclude(Workspace& work) noexcept;

/// Names the experts of work.best and writes it to `model`.
///
/// cost    an elementary step names them, or writes one of them
/// error   no_fit: nothing written; unfinished: the budget ended, to be called again
[[nodiscard]] Status hand_out(Workspace& work, const core::ModelStore& model) noexcept;

}  // namespace motet::core::solve
