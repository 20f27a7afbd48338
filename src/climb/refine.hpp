// SPDX-License-Identifier: MIT
#pragma once

#include "climb/ascend.hpp"
#include "climb/lines.hpp"

namespace motet::core::solve {

/// What a refinement moves.
enum class Scope : std::uint8_t {
  gate,   ///< the gate and the noise level; the experts are held
  joint,  ///< everything
};

/// What follows a pass.
enum class Next : std::uint8_t { pass, step, stop };

inline constexpr float still = 0.02f;  // of the tolerance: a step worth no more than this

/// Undoes what made the objective fall: the lengthening first; then half of the gate's step, as EM's own step of lines never
/// does, and of all the rest where experts are curved; after too many halvings all of it.
template <class Kind>
void step_back(Kind& kind, core::Climb& climb) noexcept {
  Workspace& work = kind.work;
  kind.stiffen(climb);
  if (climb.stretch != 1.0f) {
    scale_rows(work, 1.0f / climb.stretch);
    climb.stretch = 1.0f;
    return;
  }
  const float factor = climb.halvings < max_halvings ? 0.5f : 0.0f;
  const std::uint32_t floats = work.current.experts * work.row();
  scale_step(floats, factor, work.current.gate, work.saved.gate);
  if constexpr (Kind::curved) {
    scale_step(floats, factor, work.current.expert, work.saved.expert);
    scale_step(work.current.experts, factor, work.current.variance, work.saved.variance);
  }
  ++climb.halvings;
}

/// Revives the first dead expert, if there is one, or drops it if it may be.
template <class Kind>
[[nodiscard]] bool guard(Kind& kind, const Sums& sums, core::Climb& climb) noexcept {
  Workspace& work = kind.work;
  if (work.current.experts == 1) return false;
  const std::uint32_t dead = find_dead(work, sums);
  if (dead == work.current.experts) return false;
  if (climb.revived < work.settings().experts) {
    revive(work, dead, kind.tree(), sums);
    ++climb.revived;
    return true;
  }
  if constexpr (!Kind::fixed) {
    drop_expert(work, dead, work.current);
    ++climb.dropped;
  }
  return !Kind::fixed;
}

/// Judges the likelihood of a pass: go back, go on, or stop.
template <class Kind>
[[nodiscard]] [[gnu::noinline]] Next judge(Kind& kind, Scope scope, std::uint32_t ceiling, float tolerance,
                                           const Sums& sums) noexcept {
  Workspace& work = kind.work;
  core::Climb& climb = work.course().climb;
  ++climb.passes;
  const float objective = work.current.loglik - measure_penalty(work, work.current, sums);
  if (fell(climb, objective)) {
    if (climb.passes >= ceiling) {
      copy(work, work.saved, work.current);
      return Next::stop;
    }
    if (climb.halvings <= max_halvings) {
      step_back(kind, climb);
      return Next::pass;
    }
  }
  if (climb.halvings == 0) kind.relax(climb);
  climb.halvings = 0;
  climb.converged = settle(climb, objective, tolerance) && measure_step(work) < still * tolerance;
  if (scope == Scope::joint && climb.passes < ceiling && guard(kind, sums, climb)) {
    climb.begun = false;  // the pass before is no measure any more
    return Next::pass;
  }
  if (climb.converged || climb.passes >= ceiling) return Next::stop;
  climb.stretch = lengthened(climb);
  return Next::step;
}

/// The M-step, an expert or a part of the gate at a time, lengthened by climb.stretch. Returns false if the budget ended.
/// Not inlined into refine, and neither is judge: their locals would lie on the stack under the E-step.
template <class Kind>
[[nodiscard]] [[gnu::noinline]] bool maximise(Kind& kind, Scope scope, const Sums& sums) noexcept {
  Workspace& work = kind.work;
  Candidate& candidate = work.current;
  core::Climb& climb = work.course().climb;
  const std::uint32_t experts = scope == Scope::joint ? candidate.experts : 0;
  if (work.course().turn == 0) copy(work, candidate, work.saved);
  const bool taken = take_turns(work, experts + 1 + kind.gate_parts(), [&](std::uint32_t turn) {
    if (turn < experts) return kind.maximise_expert(turn, sums);
    if (turn == experts) {
      climb.steppable = true;
      return maximise_variance(work, candidate, sums);
    }
    climb.steppable = climb.steppable && kind.maximise_gate_part(turn - experts - 1, sums);
  });
  if (!taken) return false;
  if (climb.steppable) kind.step_gate(sums);
  if (climb.stretch != 1.0f) scale_rows(work, climb.stretch);
  return true;
}

/// EM on the reservoir, in place on work.current: one pass does the E-step and forms all sums of the M-step.
/// The likelihood with the gate's ridge does not fall from pass to pass: a step that would let it is halved.
/// An expert that dies is restarted next to the one with the most unexplained energy, as often as there are
/// experts; after that it is dropped, if the kind of mixture allows it.
///
/// unit    white; work.current.loglik is that of the candidate it leaves
/// error   stops at `ceiling` passes, or where what is still to be gained lies below `tolerance`, nats per sample:
///         course().climb shows which, and is new when it begins
/// returns false: the budget ended, to be called again
/// cost    an elementary step is a sample of a pass, one expert's least squares, or a row of the gate's Hessian
/// source  [JJ94], [MOKV19] section 5; Dempster, Laird, Rubin, Maximum likelihood from incomplete data, 1977;
///         annealing of sigma: it starts large and is estimated
template <class Kind>
[[nodiscard]] bool refine(Kind& kind, Scope scope, std::uint32_t ceiling, float tolerance) noexcept {
  core::Climb& climb = kind.work.course().climb;
  while (true) {
    const Sums sums = lay_sums(kind.work);
    if (!climb.maximising) {
      if (!expect(kind, sums)) return false;
      const Next next = judge(kind, scope, ceiling, tolerance, sums);
      if (next == Next::stop) return true;
      if (next == Next::pass) continue;
      climb.maximising = true;
    }
    if (!maximise(kind, scope, sums)) return false;
    climb.maximising = false;
  }
}

/// Moves one expert of work.current to where it is needed more: next to the one with the most unexplained energy,
/// with the noise level raised to that one's. A start for refine, out of an optimum where two experts share
/// a regime while another has to serve two. The expert to move is, of the two that predict most alike, the
/// lighter one; after `failed` tries without success, another one in turn.
///
/// returns false: the budget ended, to be called again
/// cost    one pass over the reservoir
/// source  Ueda, Nakano, Ghahramani, Hinton, SMEM algorithm for mixture models, 2000
template <class Kind>
[[nodiscard]] bool reassign(Kind& kind, std::uint32_t failed) noexcept {
  Workspace& work = kind.work;
  Candidate& candidate = work.current;
  const Sums sums = lay_sums(work);
  if (!expect(kind, sums)) return false;
  const std::uint32_t spare = (find_spare(work, sums) + failed) % candidate.experts;
  revive(work, spare, kind.tree(), sums);
  const float raised = candidate.variance[spare];
  for (std::uint32_t i = 0; i < candidate.experts; ++i) {
    candidate.variance[i] = candidate.variance[i] > raised ? candidate.variance[i] : raised;
  }
  return true;
}

extern template bool refine(Lines&, Scope, std::uint32_t, float) noexcept;
extern template bool reassign(Lines&, std::uint32_t) noexcept;

}  // namespace motet::core::solve
