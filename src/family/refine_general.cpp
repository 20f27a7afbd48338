// SPDX-License-Identifier: MIT
#include "family/refine_general.hpp"

#include "climb/maximise.hpp"
#include "family/maximise_general.hpp"
#include "tensor/vector.hpp"
#include "workspace/candidate.hpp"

namespace motet::core::family {

using solve::row_of;
using solve::Sums;
using solve::Workspace;

namespace {

constexpr std::uint32_t max_halvings = 8;
constexpr float noise = 3e-7f;      // nats per sample: what rounding may take from one pass to the next
constexpr float stall = 1e-7f;      // nats per sample: a gain that could be rounding
constexpr float still = 0.1f;       // of the tolerance: a step worth no more than this
constexpr float slow_gain = 1e-3f;  // nats per sample and pass: below, steps are lengthened
constexpr float lengthen = 1.3f;    // by so much a pass, as long as the likelihood rises
constexpr float longest = 12.0f;    // EM steps
constexpr float least_damping = 1e-6f;
constexpr float most_damping = 1e3f;

/// The objective from pass to pass, and the length and the damping of the steps that it allows.
struct Climb {
  float last = 0.0f;
  float gain = 1.0f;
  float stretch = 1.0f;
  float damping = 1e-2f;
  std::uint32_t quiet = 0;
  std::uint32_t halvings = 0;
  bool begun = false;

  [[nodiscard]] bool fell(float objective) const noexcept { return begun && !(objective >= last - noise); }

  /// Takes the objective of a pass; true when what is left to gain, were the gains to fall off as they do now, lies below
  /// the tolerance (Aitken), twice running.
  [[nodiscard]] bool settled(float objective, float tolerance) noexcept {
    const float next = begun ? objective - last : 1.0f;
    const float rate = gain > 0.0f ? next / gain : 1.0f;
    const bool little = next < tolerance && (next < stall || next * rate < tolerance * (1.0f - rate));
    quiet = begun && little ? quiet + 1 : 0;
    if (halvings == 0) damping = damping > 4.0f * least_damping ? 0.25f * damping : least_damping;
    halvings = 0;
    gain = next;
    last = objective;
    begun = true;
    return quiet >= 2;
  }
};

/// rows = saved + factor (rows - saved).
void scale_step(std::uint32_t floats, float factor, float* rows, const float* saved) noexcept {
  for (std::uint32_t at = 0; at < floats; ++at) rows[at] = simd::fused(factor, rows[at] - saved[at], saved[at]);
}

void scale_rows(Workspace& work, float factor) noexcept {
  scale_step(work.current.experts * work.row(), factor, work.current.expert, work.saved.expert);
  scale_step(work.current.experts * work.row(), factor, work.current.gate, work.saved.gate);
}

/// Undoes what made the objective fall: the lengthening first, then half of the step.
void step_back(Workspace& work, Climb& climb) noexcept {
  climb.damping = climb.damping < most_damping ? 4.0f * climb.damping : most_damping;
  ++climb.halvings;
  if (climb.stretch != 1.0f) {
    scale_rows(work, 1.0f / climb.stretch);
    climb.stretch = 1.0f;
    return;
  }
  scale_rows(work, 0.5f);
  scale_step(work.current.experts, 0.5f, work.current.variance, work.saved.variance);
}

void maximise(Task& task, const Climb& climb, Sums& sums) noexcept {
  Workspace& work = task.work;
  solve::copy(work, work.current, work.saved);
  maximise_experts(task, climb.damping, work.current, sums);
  solve::maximise_variance(work, work.current, sums);
  maximise_gate(task, work.current, sums);
  if (climb.stretch != 1.0f) scale_rows(work, climb.stretch);
}

/// About what the last step was worth, nats per sample, from its length.
[[nodiscard]] float measure_step(const Workspace& work) noexcept {
  const Candidate& now = work.current;
  float step = 0.0f;
  for (std::uint32_t i = 0; i < now.experts; ++i) {
    const float squared = solve::measure_distance(work, row_of(work, now.expert, i), row_of(work, work.saved.expert, i));
    step += now.weight[i] * squared / (2.0f * now.variance[i]);
    step += 0.125f * solve::measure_distance(work, row_of(work, now.gate, i), row_of(work, work.saved.gate, i));
  }
  return step;
}

/// Splits the expert with the most energy in favour of `spare`: one half a deviation of its noise above, one below. In a tree
/// the decisions stay as they are.
void revive(Task& task, std::uint32_t spare, const Sums& sums) noexcept {
  Workspace& work = task.work;
  Candidate& candidate = work.current;
  std::uint32_t richest = spare == 0 ? 1 : 0;
  for (std::uint32_t i = 0; i < candidate.experts; ++i) {
    if (i != spare && sums.energy[i] > sums.energy[richest]) richest = i;
  }
  const float apart = simd::root(sums.energy[richest] / sums.weight[richest]);
  if (task.form.tree()) {
    tensor::copy(work.row(), row_of(work, candidate.expert, richest), row_of(work, candidate.expert, spare));
    row_of(work, candidate.expert, spare)[0] += apart;
    row_of(work, candidate.expert, richest)[0] -= apart;
  } else {
    solve::split_expert(work, richest, spare, apart, candidate);
  }
  candidate.variance[spare] = candidate.variance[richest] = apart * apart;
}

/// Revives the first expert with too little weight, half of what its coefficients need, if there is one.
[[nodiscard]] bool guard(Task& task, const Sums& sums, Progress& progress) noexcept {
  const std::uint32_t experts = task.work.current.experts;
  const float least = 0.5f * static_cast<float>(task.work.white_order()) + 1.0f;
  std::uint32_t dead = 0;
  while (dead < experts && sums.weight[dead] >= least) ++dead;
  if (experts == 1 || dead == experts || progress.revived >= experts) return false;
  revive(task, dead, sums);
  ++progress.revived;
  return true;
}

}  // namespace

void reassign(Task& task, std::uint32_t failed) noexcept {
  Candidate& candidate = task.work.current;
  Sums sums = solve::lay_sums(task.work);
  solve::clear(task.work, sums);
  expect(task, candidate, sums);
  const solve::Pair alike = solve::find_alike(task.work, candidate);
  const std::uint32_t lighter = sums.weight[alike.second] < sums.weight[alike.first] ? alike.second : alike.first;
  const std::uint32_t spare = (lighter + failed) % candidate.experts;
  revive(task, spare, sums);
  for (std::uint32_t i = 0; i < candidate.experts; ++i) {
    if (candidate.variance[i] < candidate.variance[spare]) candidate.variance[i] = candidate.variance[spare];
  }
}

Progress refine(Task& task, std::uint32_t ceiling, float tolerance) noexcept {
  Workspace& work = task.work;
  Progress progress;
  Climb climb;
  while (true) {
    Sums sums = solve::lay_sums(work);
    solve::clear(work, sums);
    expect(task, work.current, sums);
    ++progress.passes;
    const float objective = work.current.loglik - solve::measure_penalty(work, work.current, sums);
    if (climb.fell(objective)) {
      if (progress.passes >= ceiling || climb.halvings > max_halvings) {
        solve::copy(work, work.saved, work.current);
        progress.converged = climb.gain < tolerance;
        return progress;
      }
      step_back(work, climb);
      continue;
    }
    progress.converged = climb.settled(objective, tolerance) && measure_step(work) < still * tolerance;
    if (progress.passes < ceiling && guard(task, sums, progress)) {
      climb = Climb();
      continue;
    }
    if (progress.converged || progress.passes >= ceiling) return progress;
    const float further = climb.stretch * lengthen;
    climb.stretch = climb.gain < slow_gain ? (further < longest ? further : longest) : 1.0f;
    maximise(task, climb, sums);
  }
}

}  // namespace motet::core::family
