// SPDX-License-Identifier: MIT
#include "climb/refine.hpp"

#include "climb/maximise.hpp"
#include "tensor/vector.hpp"
#include "workspace/candidate.hpp"

namespace motet::core::solve {

namespace {

constexpr std::uint32_t max_halvings = 6;
constexpr float noise = 3e-7f;      // nats per sample: what rounding may take from one pass to the next
constexpr float stall = 1e-7f;      // nats per sample: a gain that could be rounding
constexpr float still = 0.02f;      // of the tolerance: a step worth no more than this
constexpr float slow_gain = 1e-3f;  // nats per sample and pass: below, steps are lengthened
constexpr float lengthen = 1.3f;    // by so much a pass, as long as the likelihood rises
constexpr float longest = 12.0f;    // EM steps

using core::Climb;

/// Whether the objective has fallen since the pass before.
[[nodiscard]] bool fell(const Climb& climb, float objective) noexcept { return climb.begun && objective < climb.last - noise; }

/// Takes the objective of a pass; true when what is left to gain, were the gains to fall off as they do
/// now, lies below the tolerance (Aitken), twice running.
[[nodiscard]] bool settle(Climb& climb, float objective, float tolerance) noexcept {
  const float gain = climb.begun ? objective - climb.last : 1.0f;
  const float rate = climb.gain > 0.0f ? gain / climb.gain : 1.0f;
  const bool little = gain < tolerance && (gain < stall || gain * rate < tolerance * (1.0f - rate));
  climb.quiet = climb.begun && little ? static_cast<std::uint8_t>(climb.quiet + 1) : std::uint8_t{0};
  climb.gain = gain;
  climb.last = objective;
  climb.begun = true;
  return climb.quiet >= 2;
}

/// The step of the next pass is lengthened where the annealing is over and only the slow end is left.
[[nodiscard]] float lengthened(const Climb& climb) noexcept {
  if (!(climb.gain < slow_gain)) return 1.0f;
  return climb.stretch * lengthen < longest ? climb.stretch * lengthen : longest;
}

/// Fewer samples than this and the expert is dead: half of what its coefficients need.
[[nodiscard]] float least_weight(const Workspace& work) noexcept {
  return 0.5f * static_cast<float>(work.white_order()) + 1.0f;
}

/// First expert with too little weight; experts if all live.
[[nodiscard]] std::uint32_t find_dead(const Workspace& work, const Candidate& candidate, const Sums& sums) noexcept {
  std::uint32_t i = 0;
  while (i < candidate.experts && sums.weight[i] >= least_weight(work)) ++i;
  return i;
}

/// Splits the expert with the most energy: one half a deviation of its noise above, one below. Where no expert has any, as on
/// a target that rests, the noise floor parts them.
void revive(const Workspace& work, std::uint32_t dead, Candidate& candidate, const Sums& sums) noexcept {
  std::uint32_t richest = dead == 0 ? 1 : 0;
  for (std::uint32_t i = 0; i < candidate.experts; ++i) {
    if (i != dead && sums.energy[i] > sums.energy[richest]) richest = i;
  }
  const float deviation = simd::root(sums.energy[richest] / sums.weight[richest]);
  const float apart = deviation > work.settings().sigma_floor ? deviation : work.settings().sigma_floor;
  split_expert(work, richest, dead, apart, candidate);
  candidate.variance[dead] = candidate.variance[richest] = apart * apart;
}

/// Of the two experts that predict most alike, the lighter one.
[[nodiscard]] std::uint32_t find_spare(const Workspace& work, const Candidate& candidate, const Sums& sums) noexcept {
  const Pair alike = find_alike(work, candidate);
  return sums.weight[alike.second] < sums.weight[alike.first] ? alike.second : alike.first;
}

/// rows = saved + factor (rows - saved).
void scale_step(const Workspace& work, float factor, float* rows, const float* saved) noexcept {
  const std::uint32_t floats = work.current.experts * work.row();
  for (std::uint32_t at = 0; at < floats; ++at) rows[at] = simd::fused(factor, rows[at] - saved[at], saved[at]);
}

/// The M-step, an expert or a row of the gate's Hessian at a time, lengthened by climb.stretch. False: the budget ended.
/// Not a part of refine, and judge neither: what they keep at hand would be on the stack under the E-step.
[[nodiscard]] [[gnu::noinline]] bool maximise(Workspace& work, Scope scope, const Sums& sums) noexcept {
  Candidate& candidate = work.current;
  Climb& climb = work.course().climb;
  const std::uint32_t experts = scope == Scope::joint ? candidate.experts : 0;
  const std::uint32_t rows = (candidate.experts - 1) * work.white_order();
  if (work.course().turn == 0) copy(work, candidate, work.saved);
  const bool taken = take_turns(work, experts + 1 + rows, [&](std::uint32_t turn) {
    if (turn < experts) return maximise_expert(work, turn, candidate, sums);
    if (turn == experts) {
      climb.steppable = true;
      return maximise_variance(work, candidate, sums);
    }
    climb.steppable = climb.steppable && form_gate_row(work, turn - experts - 1, candidate, sums);
  });
  if (!taken) return false;
  if (climb.steppable) step_gate(work, candidate, sums);
  if (climb.stretch == 1.0f) return true;
  scale_step(work, climb.stretch, candidate.expert, work.saved.expert);
  scale_step(work, climb.stretch, candidate.gate, work.saved.gate);
  return true;
}

/// About what the last step was worth, nats per sample, from its length: sum_i weight_i |da_i|^2 / 2 sigma_i^2 for the experts,
/// |dw|^2 / 8 for the gate. It tells standing still from climbing where the likelihood itself is flat to rounding.
[[nodiscard]] float measure_step(const Workspace& work) noexcept {
  const Candidate& now = work.current;
  float step = 0.0f;
  for (std::uint32_t i = 0; i < now.experts; ++i) {
    const float squared = measure_distance(work, row_of(work, now.expert, i), row_of(work, work.saved.expert, i));
    step += now.weight[i] * squared / (2.0f * now.variance[i]);
    step += 0.125f * measure_distance(work, row_of(work, now.gate, i), row_of(work, work.saved.gate, i));
  }
  return step;
}

/// Undoes what made the likelihood fall: the lengthening first; then half of the gate's step, as EM's own step of
/// the experts never does; after too many halvings all of it.
void step_back(Workspace& work, Climb& climb) noexcept {
  if (climb.stretch != 1.0f) {
    scale_step(work, 1.0f / climb.stretch, work.current.expert, work.saved.expert);
    scale_step(work, 1.0f / climb.stretch, work.current.gate, work.saved.gate);
    climb.stretch = 1.0f;
    return;
  }
  scale_step(work, climb.halvings < max_halvings ? 0.5f : 0.0f, work.current.gate, work.saved.gate);
  ++climb.halvings;
}

/// Revives or drops the first dead expert, if there is one.
[[nodiscard]] bool guard(Workspace& work, const Sums& sums, Climb& climb) noexcept {
  Candidate& candidate = work.current;
  if (candidate.experts == 1) return false;
  const std::uint32_t dead = find_dead(work, candidate, sums);
  if (dead == candidate.experts) return false;
  if (climb.revived < work.settings().experts) {
    revive(work, dead, candidate, sums);
    ++climb.revived;
  } else {
    drop_expert(work, dead, candidate);
    ++climb.dropped;
  }
  return true;
}

/// What follows a pass.
enum class Next : std::uint8_t { pass, step, stop };

/// Takes the likelihood of a pass: back, on, or enough.
[[nodiscard]] [[gnu::noinline]] Next judge(Workspace& work, Scope scope, std::uint32_t ceiling, float tolerance,
                                           const Sums& sums) noexcept {
  Climb& climb = work.course().climb;
  ++climb.passes;
  const float objective = work.current.loglik - measure_penalty(work, work.current, sums);
  if (fell(climb, objective)) {
    if (climb.passes >= ceiling) {
      copy(work, work.saved, work.current);
      return Next::stop;
    }
    if (climb.halvings <= max_halvings) {
      step_back(work, climb);
      return Next::pass;
    }
  }
  climb.halvings = 0;
  climb.converged = settle(climb, objective, tolerance) && measure_step(work) < still * tolerance;
  if (scope == Scope::joint && climb.passes < ceiling && guard(work, sums, climb)) {
    climb.begun = false;  // the pass before is no measure any more
    return Next::pass;
  }
  if (climb.converged || climb.passes >= ceiling) return Next::stop;
  climb.stretch = lengthened(climb);
  return Next::step;
}

}  // namespace

bool reassign(Workspace& work, std::uint32_t failed) noexcept {
  Candidate& candidate = work.current;
  const Sums sums = lay_sums(work);
  if (!expect(work, sums)) return false;
  const std::uint32_t spare = (find_spare(work, candidate, sums) + failed) % candidate.experts;
  revive(work, spare, candidate, sums);
  const float raised = candidate.variance[spare];
  for (std::uint32_t i = 0; i < candidate.experts; ++i) {
    candidate.variance[i] = candidate.variance[i] > raised ? candidate.variance[i] : raised;
  }
  return true;
}

bool refine(Workspace& work, Scope scope, std::uint32_t ceiling, float tolerance) noexcept {
  Climb& climb = work.course().climb;
  while (true) {
    const Sums sums = lay_sums(work);
    if (!climb.maximising) {
      if (!expect(work, sums)) return false;
      const Next next = judge(work, scope, ceiling, tolerance, sums);
      if (next == Next::stop) return true;
      if (next == Next::pass) continue;
      climb.maximising = true;
    }
    if (!maximise(work, scope, sums)) return false;
    climb.maximising = false;
  }
}

}  // namespace motet::core::solve
