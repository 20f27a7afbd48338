// SPDX-License-Identifier: MIT
#include "family/expect_general.hpp"
#include "family/order_general.hpp"
#include "family/place.hpp"
#include "family/refine_general.hpp"
#include "family/split.hpp"
#include "family/start_general.hpp"
#include "fit/course.hpp"
#include "fit/write_report.hpp"
#include "model/form.hpp"
#include "motet/general_model.hpp"
#include "start/partition.hpp"
#include "start/single_line.hpp"
#include "tensor/vector.hpp"
#include "workspace/candidate.hpp"

namespace motet::core {

using namespace motet::core::family;
using solve::fine;
using solve::rough;
using solve::worth_searching;

namespace {

/// As for lines, and whatever the number of experts a window with a sample for every coefficient.
[[nodiscard]] Status check_window(const EstimatorView& e) noexcept {
  if (const Status status = solve::check_samples(e); status != Status::ok) return status;
  if (e.plan->window == 0) return Status::window_needed;
  const std::uint32_t coefficients = e.state->settings.experts * (e.state->settings.dim + 1u);
  return e.state->kept < coefficients ? Status::too_few_samples : Status::ok;
}

/// Everything by EM.
void climb(Task& task, float tolerance) noexcept {
  task.work.course().climb = {};
  static_cast<void>(solve::refine(task, solve::Scope::joint, task.work.settings().refine_iterations, tolerance));
}

/// Experts from the third-order moment, then everything by EM.
void climb_from_tensor(Task& task, const LabelCoefficients& coefficients) noexcept {
  Workspace& work = task.work;
  start_from_tensor(task, coefficients);
  climb(task, rough(work));
  work.found.loglik_tensor = work.current.loglik;
  work.found.iterations_tensor = work.course().climb.passes;
  solve::keep_likelier(work, Start::tensor);
}

/// The start along a direction of work.bend; with no budget it is through at once.
void cut(Workspace& work, std::uint32_t place) noexcept { static_cast<void>(solve::start_from_partition(work, place)); }

/// Lines cut where the residual of one line bends, whatever the activation, then everything by EM.
void climb_from_partition(Task& task) noexcept {
  Workspace& work = task.work;
  cut(work, 0);
  climb(task, rough(work));
  work.found.loglik_gate_first = work.current.loglik;
  work.found.iterations_gate_first = work.course().climb.passes;
  solve::keep_likelier(work, Start::gate_first);
}

/// As many further starts as the settings allow, in turn: one expert of the best put elsewhere, a cut along the next direction.
void search_on(Task& task) noexcept {
  Workspace& work = task.work;
  std::uint8_t& failed = work.course().failed;
  failed = 0;
  for (std::uint32_t n = 0; n < work.settings().searches && worth_searching(work); ++n) {
    if (n % 2 == 1) {
      cut(work, 1 + n / 2);
    } else {
      solve::copy(work, work.best, work.current);
      static_cast<void>(solve::reassign(task, failed));
    }
    climb(task, rough(work));
    work.found.iterations_last += work.course().climb.passes;
    solve::note_search(work, n % 2 == 0);
    solve::keep_likelier(work, work.found.start);
  }
}

/// The pieces behind a softmax: of the form's own activation where its experts are alike, else lines.
void find_pieces(Task& task, const LabelCoefficients& lines, const LabelCoefficients& own) noexcept {
  const bool alike = model::alike(task.form);
  task.form = make_mixture(task.form.experts, alike ? task.form.activation[0] : linear());
  if (task.form.experts == 1) {
    solve::start_linear(task.work);
    climb(task, rough(task.work));
    solve::keep_likelier(task.work, Start::linear);
    return;
  }
  climb_from_tensor(task, alike ? own : lines);
  climb_from_partition(task);
  search_on(task);
}

/// Puts the experts found so far into the places of the form: the most promising placements are refined, the likeliest stays.
void place_pieces(Task& task, const Form& form) noexcept {
  Workspace& work = task.work;
  if (work.best.experts == 0) return;
  Form of_best = task.form;
  Placement best[most_placed];
  const std::uint32_t count = find_placements(task, form, best);
  std::uint8_t held[max_experts];  // the piece that expert i of work.best is
  for (std::uint32_t i = 0; i < max_experts; ++i) held[i] = static_cast<std::uint8_t>(i);
  for (std::uint32_t n = 0; n < count; ++n) {
    Placement next = best[n];
    for (std::uint32_t i = 0; i < form.experts; ++i) {
      std::uint8_t from = 0;
      while (from + 1u < form.experts && held[from] != best[n].source[i]) ++from;
      next.source[i] = from;
    }
    task.form = of_best;
    place(task, form, next);
    climb(task, rough(work));
    work.found.iterations_last += work.course().climb.passes;
    work.found.revived += work.course().climb.revived;
    const float loglik = work.current.loglik;
    if (!(loglik - loglik == 0.0f) || (of_best == form && loglik <= work.best.loglik)) continue;
    of_best = form;
    solve::copy(work, work.current, work.best);
    for (std::uint32_t i = 0; i < form.experts; ++i) held[i] = best[n].source[i];
  }
  if (of_best != form) work.best.experts = 0;  // no placement led to a finite model
  task.form = form;
}

/// Pairs of experts split again, each refined: leads out of optima where two that cross have been taken for two that are
/// parallel.
void split_on(Task& task) noexcept {
  Workspace& work = task.work;
  std::uint8_t& failed = work.course().failed;
  failed = 0;
  for (std::uint32_t n = 0; n < work.settings().searches && worth_searching(work); ++n) {
    solve::copy(work, work.best, work.current);
    if (!split_pair(task, failed)) return;
    climb(task, rough(work));
    work.found.iterations_last += work.course().climb.passes;
    solve::note_search(work, true);
    solve::keep_likelier(work, work.found.start);
  }
}

/// From pieces behind a softmax to the form. Where the experts differ, what the splits found may belong to other places.
void arrange(Task& task, const Form& form) noexcept {
  if (task.form != form) place_pieces(task, form);  // else a softmax of experts that are alike
  split_on(task);
  if (model::alike(form)) return;
  place_pieces(task, form);
  split_on(task);
}

/// A model of these inputs and of the same activations.
[[nodiscard]] bool comparable(const Workspace& work, const GeneralStore& store) noexcept {
  return store.model.size->experts == store.form->experts && store.model.size->dim == work.dim();
}

/// The model in force, if it is likelier than what the starts found: refined, so that it only gains.
void challenge_with_model(Task& task, const GeneralStore& store) noexcept {
  Workspace& work = task.work;
  if (!comparable(work, store)) return;
  const Form found = task.form;
  task.form = *store.form;
  solve::read_model(work, {store.model.shape, *store.model.size, store.model.parameters}, work.current);
  static_cast<void>(solve::measure_loglik(task));
  if (work.best.experts == 0 || work.current.loglik > work.best.loglik) {
    climb(task, rough(work));
    solve::keep_likelier(work, Start::in_use);
  }
  if (work.found.start != Start::in_use) task.form = found;
}

/// The likeliest so far climbs on to the full tolerance.
void climb_on(Task& task) noexcept {
  Workspace& work = task.work;
  if (work.best.experts == 0) return;
  solve::copy(work, work.best, work.current);
  climb(task, fine(work));
  work.found.iterations_last += work.course().climb.passes;
  solve::keep_likelier(work, work.found.start);
  work.found.converged = work.course().climb.converged;
}

[[nodiscard]] Status fit_form(const EstimatorView& e, const GeneralStore& store, Report* report) noexcept {
  if (const Status status = check_window(e); status != Status::ok) return status;
  Task task = lay_task(e, *store.form);
  if (const Status status = whiten(task); status != Status::ok) return status;
  LabelCoefficients lines;
  if (const Status status = measure_transform(linear(), lines); status != Status::ok) return status;
  find_pieces(task, lines, *store.coefficients);
  arrange(task, *store.form);
  challenge_with_model(task, store);
  climb_on(task);
  if (task.work.best.experts == 0) return Status::no_fit;
  order_canonically(task);
  if (!solve::write_model(task.work, task.work.best, store.model)) return Status::no_fit;
  *store.form = task.form;
  if (report != nullptr) solve::write_report(task.work, task.work.samples(), *report);
  return Status::ok;
}

}  // namespace

Status fit_general(const EstimatorView& e, const GeneralStore& store, Report* report) noexcept {
  if (e.state->configured != Status::ok) return e.state->configured;
  if (store.configured != Status::ok) return store.configured;
  if (store.form->experts != e.state->settings.experts) return Status::bad_experts;
  solve::end_fit(e);
  const Status status = fit_form(e, store, report);
  solve::end_fit(e);
  return status;
}

}  // namespace motet::core
