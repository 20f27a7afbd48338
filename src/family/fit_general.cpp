// SPDX-License-Identifier: MIT
#include "family/expect_general.hpp"
#include "family/order_general.hpp"
#include "family/place.hpp"
#include "family/refine_general.hpp"
#include "family/split.hpp"
#include "family/start_general.hpp"
#include "fit/course.hpp"
#include "model/form.hpp"
#include "motet/general_model.hpp"
#include "start/single_line.hpp"
#include "tensor/vector.hpp"
#include "workspace/candidate.hpp"

namespace motet::core {

using namespace motet::core::family;

namespace {

/// A fit at work, and the model that it is for.
struct General {
  Task& task;
  const GeneralStore& store;

  [[nodiscard]] Workspace& work() const noexcept { return task.work; }
  [[nodiscard]] Course& course() const noexcept { return task.work.course(); }
  [[nodiscard]] GeneralCourse& position() const noexcept { return *store.course; }
  [[nodiscard]] bool alike() const noexcept { return model::alike(*store.form); }

  /// The pieces that are found first: behind a softmax, of the form's own activation where its experts are alike, else lines.
  [[nodiscard]] Form pieces() const noexcept {
    return make_mixture(store.form->experts, alike() ? store.form->activation[0] : linear());
  }
  /// Whether the candidate at hand has the form, and is not of pieces.
  [[nodiscard]] bool formed() const noexcept {
    const Course& c = course();
    return c.attempt > Attempt::place || (c.attempt == Attempt::place && (c.started || position().placed));
  }
  void choose_form() const noexcept { task.form = formed() ? *store.form : pieces(); }
};

// ---- the starts: each is made in work.current, as far as the budget goes; without experts there is none -----------------

/// The experts found so far, in the places of the form: one of the most promising placements after the other.
[[nodiscard]] bool start_in_places(const General& fit) noexcept {
  const Form& form = *fit.store.form;
  GeneralCourse& position = fit.position();
  if (!find_placements(fit.task, form, position.placements)) return false;
  const Placement& wanted = position.placements.best[position.tried];
  Placement next = wanted;
  for (std::uint32_t i = 0; i < form.experts; ++i) {
    std::uint8_t from = 0;
    while (from + 1u < form.experts && position.held[from] != wanted.source[i]) ++from;
    next.source[i] = from;
  }
  return place(fit.task, form, next);
}

/// A model of these inputs and as many experts.
[[nodiscard]] bool comparable(const General& fit) noexcept {
  const ModelSize& size = *fit.store.model.size;
  return size.experts == fit.store.form->experts && size.dim == fit.work().dim();
}

/// The model in force, if it is likelier than what the starts found.
[[nodiscard]] bool start_from_model(const General& fit) noexcept {
  Workspace& work = fit.work();
  const ModelStore& model = fit.store.model;
  work.current.experts = 0;
  if (!comparable(fit)) return true;
  solve::read_model(work, {model.shape, *model.size, model.parameters}, work.current);
  if (!solve::measure_loglik(fit.task)) return false;
  if (work.best.experts != 0 && !(work.current.loglik > work.best.loglik)) work.current.experts = 0;
  return true;
}

/// False: the budget ended.
[[nodiscard]] bool make_start(const General& fit) noexcept {
  Workspace& work = fit.work();
  fit.choose_form();
  switch (fit.course().attempt) {
    case Attempt::linear: return solve::start_with_line(work);
    case Attempt::tensor: return start_from_tensor(fit.task);              // from the third-order moment
    case Attempt::partition: return solve::start_from_partition(work, 0);  // lines cut where the residual of one line bends
    case Attempt::search: return solve::start_elsewhere(fit.task);         // away from where the best so far stands
    case Attempt::place: return start_in_places(fit);
    case Attempt::split: return split_pair(fit.task, fit.course().failed);  // leads out of optima of two that cross
    case Attempt::in_use: return start_from_model(fit);
    default: solve::copy(work, work.best, work.current); return true;  // the likeliest, on to the full tolerance
  }
}

// ---- from a start to a candidate --------------------------------------------------------------------------------------

/// Everything by EM.
[[nodiscard]] Status climb(Task& task) noexcept {
  Workspace& work = task.work;
  if (work.current.experts == 0) return Status::ok;
  const float tolerance = solve::find_tolerance(work);
  const bool through = solve::refine(task, solve::Scope::joint, work.settings().refine_iterations, tolerance);
  return through ? Status::ok : Status::unfinished;
}

/// Keeps a placement if it is likelier than those before; the first of the form takes the place of the pieces.
void conclude_placement(const General& fit) noexcept {
  Workspace& work = fit.work();
  GeneralCourse& position = fit.position();
  const Placement& tried = position.placements.best[position.tried++];
  work.found.iterations_last += fit.course().climb.passes;
  work.found.revived += fit.course().climb.revived;
  const float loglik = work.current.loglik;
  if (!(loglik - loglik == 0.0f) || (position.placed && loglik <= work.best.loglik)) return;
  position.placed = true;
  solve::copy(work, work.current, work.best);
  for (std::uint32_t i = 0; i < fit.store.form->experts; ++i) position.held[i] = tried.source[i];
}

void conclude(const General& fit) noexcept {
  Course& course = fit.course();
  if (course.attempt == Attempt::place) {
    conclude_placement(fit);
  } else if (fit.work().current.experts != 0) {
    solve::conclude(fit.work());
  } else if (course.attempt == Attempt::split) {
    course.search = 0xff;  // there are no more pairs
  }
}

// ---- what follows -----------------------------------------------------------------------------------------------------

[[nodiscard]] bool searches_on(const Workspace& work) noexcept {
  return work.course().search < work.settings().searches && solve::worth_searching(work);
}

/// Whichever candidate is best, its experts are pieces again.
[[nodiscard]] Attempt begin_placing(const General& fit, bool placed) noexcept {
  GeneralCourse& position = fit.position();
  if (fit.work().best.experts == 0) return Attempt::in_use;
  position.placements = {};
  position.tried = 0;
  position.placed = placed;
  for (std::uint32_t i = 0; i < max_experts; ++i) position.held[i] = static_cast<std::uint8_t>(i);
  return Attempt::place;
}

/// Where the experts differ, what the splits found may belong to other places.
[[nodiscard]] Attempt end_splitting(const General& fit) noexcept {
  if (fit.position().again || fit.alike()) return Attempt::in_use;
  fit.position().again = true;
  return begin_placing(fit, true);
}

[[nodiscard]] Attempt begin_splitting(const General& fit) noexcept {
  fit.course().search = 0;
  fit.course().failed = 0;
  return searches_on(fit.work()) ? Attempt::split : end_splitting(fit);
}

/// From pieces behind a softmax to the form.
[[nodiscard]] Attempt arrange(const General& fit) noexcept {
  return fit.pieces() == *fit.store.form ? begin_splitting(fit) : begin_placing(fit, false);
}

[[nodiscard]] Attempt end_placement(const General& fit) noexcept {
  const GeneralCourse& position = fit.position();
  if (position.tried < position.placements.count) return Attempt::place;
  if (!position.placed) fit.work().best.experts = 0;  // no placement led to a finite model
  return begin_splitting(fit);
}

/// The attempt that follows.
[[nodiscard]] Attempt follow(const General& fit) noexcept {
  switch (fit.course().attempt) {
    case Attempt::tensor: return Attempt::partition;
    case Attempt::partition:
    case Attempt::search: return searches_on(fit.work()) ? Attempt::search : arrange(fit);
    case Attempt::linear: return arrange(fit);
    case Attempt::place: return end_placement(fit);
    case Attempt::split: return searches_on(fit.work()) ? Attempt::split : end_splitting(fit);
    case Attempt::in_use: return Attempt::best;
    default: return Attempt::finish;
  }
}

// ---- the whole ----------------------------------------------------------------------------------------------------------

/// Reads from the moments what a fit needs, with the tensors of the pieces' activation.
[[nodiscard]] Status read_moments(const General& fit) noexcept {
  LabelCoefficients coefficients = *fit.store.coefficients;
  if (!fit.alike() && fit.course().attempt <= Attempt::tensors) {
    if (const Status status = measure_transform(linear(), coefficients); status != Status::ok) return status;
  }
  const Status status = solve::read_moments(fit.work(), true, Attempt::tensor, [&] {
    read_units(fit.task);
    return label_experts(fit.task, coefficients);
  });
  if (status == Status::ok) read_units(fit.task);
  return status;
}

[[nodiscard]] Status hand_out(const General& fit) noexcept {
  Workspace& work = fit.work();
  if (work.best.experts == 0) return Status::no_fit;
  if (!work.spend()) return Status::unfinished;
  fit.task.form = *fit.store.form;
  order_canonically(fit.task);
  if (!solve::write_model(work, work.best, fit.store.model)) return Status::no_fit;
  *fit.store.form = fit.task.form;
  return Status::ok;
}

/// One attempt after the other: a start is made, climbed from, and what it comes to kept if it is the likelier.
[[nodiscard]] Status go_on(const General& fit) noexcept {
  if (const Status status = read_moments(fit); status != Status::ok) return status;
  fit.choose_form();
  const auto leave = [&fit] {
    conclude(fit);
    return follow(fit);
  };
  const Status status = solve::take_attempts(
      fit.course(), [&] { return make_start(fit); }, [&] { return climb(fit.task); }, leave);
  return status == Status::ok ? hand_out(fit) : status;
}

}  // namespace

Status begin_fit_general(const EstimatorView& e, const GeneralStore& store) noexcept {
  if (e.state->configured != Status::ok) return e.state->configured;
  if (store.configured != Status::ok) return store.configured;
  if (store.form->experts != e.state->settings.experts) return Status::bad_experts;
  if (const Status status = solve::open_fit(e); status != Status::ok) return status;
  // Whatever the number of experts a window, with a sample for every coefficient.
  const std::uint32_t coefficients = e.state->settings.experts * (e.state->settings.dim + 1u);
  if (e.state->kept < coefficients) {
    solve::end_fit(e);
    return e.plan->window == 0 ? Status::window_needed : Status::too_few_samples;
  }
  Course& course = e.state->course;
  course.general = true;
  if (++course.serial == 0) course.serial = 1;
  *store.course = {};
  store.course->self = store.course;
  store.course->serial = course.serial;
  return Status::ok;
}

[[gnu::noinline]] Status step_fit_general(const EstimatorView& e, std::uint32_t budget, const GeneralStore& store) noexcept {
  if (store.configured != Status::ok) return store.configured;
  Task task;
  if (store.course->self != store.course) return Status::not_begun;
  if (const Status status = solve::resume_fit(e, budget, store.course->serial, task.work); status != Status::ok) return status;
  const Status status = solve::close_slice(task.work, go_on({task, store}));
  if (status != Status::unfinished) *store.course = {};
  return status;
}

Status fit_general(const EstimatorView& e, const GeneralStore& store) noexcept {
  return solve::step_to_end(begin_fit_general(e, store),
                            [&](std::uint32_t budget) { return step_fit_general(e, budget, store); });
}

}  // namespace motet::core
