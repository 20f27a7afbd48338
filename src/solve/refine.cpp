// SPDX-License-Identifier: MIT
#include "solve/refine.hpp"

#include "solve/candidate.hpp"
#include "solve/maximise.hpp"
#include "tensor/vector.hpp"

namespace motet::solve {

namespace {

constexpr std::uint32_t max_halvings = 6;
constexpr float noise = 3e-7f;      // nats per sample: what rounding may take from one pass to the next
constexpr float stall = 1e-7f;      // nats per sample: a gain that could be rounding
constexpr float still = 0.02f;      // of the tolerance: a step worth no more than this
constexpr float slow_gain = 1e-3f;  // nats per sample and pass: below, steps are lengthened
constexpr float lengthen = 1.3f;    // by so much a pass, as long as the likelihood rises
constexpr float longest = 12.0f;    // EM steps

/// The objective from pass to pass: when it falls, when it stops to rise.
class Climb {
 public:
  explicit Climb(float tolerance) noexcept : tolerance_(tolerance) {}

  [[nodiscard]] bool fell(float objective) const noexcept { return begun_ && objective < last_ - noise; }

  /// Takes the objective of a pass; true when what is left to gain, were the gains to fall off as they do
  /// now, lies below the tolerance (Aitken), twice running.
  [[nodiscard]] bool settled(float objective) noexcept {
    const float gain = begun_ ? objective - last_ : 1.0f;
    const float rate = gain_ > 0.0f ? gain / gain_ : 1.0f;
    const bool little = gain < tolerance_ && (gain < stall || gain * rate < tolerance_ * (1.0f - rate));
    quiet_ = begun_ && little ? quiet_ + 1 : 0;
    gain_ = gain;
    last_ = objective;
    begun_ = true;
    return quiet_ >= 2;
  }

  /// Whether the annealing is over and only the slow end is left.
  [[nodiscard]] bool slow() const noexcept { return begun_ && gain_ < slow_gain; }

  void restart() noexcept { *this = Climb(tolerance_); }

 private:
  float tolerance_;
  float last_ = 0.0f;
  float gain_ = 1.0f;
  std::uint32_t quiet_ = 0;
  bool begun_ = false;
};

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

/// Splits the expert with the most energy: one half a deviation of its noise above, one below.
void revive(const Workspace& work, std::uint32_t dead, Candidate& candidate, const Sums& sums) noexcept {
  std::uint32_t richest = dead == 0 ? 1 : 0;
  for (std::uint32_t i = 0; i < candidate.experts; ++i) {
    if (i != dead && sums.energy[i] > sums.energy[richest]) richest = i;
  }
  const float apart = simd::root(sums.energy[richest] / sums.weight[richest]);
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

/// The M-step, lengthened by `stretch`.
void maximise(Workspace& work, Scope scope, float stretch, Sums& sums) noexcept {
  Candidate& candidate = work.current;
  copy(work, candidate, work.saved);
  if (scope == Scope::joint) maximise_experts(work, candidate, sums);
  maximise_variance(work, candidate, sums);
  maximise_gate(work, candidate, sums);
  if (stretch == 1.0f) return;
  scale_step(work, stretch, candidate.expert, work.saved.expert);
  scale_step(work, stretch, candidate.gate, work.saved.gate);
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
class Retreat {
 public:
  [[nodiscard]] bool exhausted() const noexcept { return halvings_ > max_halvings; }
  void reset() noexcept { halvings_ = 0; }

  void step_back(Workspace& work, float& stretch) noexcept {
    if (stretch != 1.0f) {
      scale_step(work, 1.0f / stretch, work.current.expert, work.saved.expert);
      scale_step(work, 1.0f / stretch, work.current.gate, work.saved.gate);
      stretch = 1.0f;
      return;
    }
    scale_step(work, halvings_ < max_halvings ? 0.5f : 0.0f, work.current.gate, work.saved.gate);
    ++halvings_;
  }

 private:
  std::uint32_t halvings_ = 0;
};

/// Revives or drops the first dead expert, if there is one.
[[nodiscard]] bool guard(Workspace& work, const Sums& sums, Progress& progress) noexcept {
  Candidate& candidate = work.current;
  if (candidate.experts == 1) return false;
  const std::uint32_t dead = find_dead(work, candidate, sums);
  if (dead == candidate.experts) return false;
  if (progress.revived < work.settings().experts) {
    revive(work, dead, candidate, sums);
    ++progress.revived;
  } else {
    drop_expert(work, dead, candidate);
    ++progress.dropped;
  }
  return true;
}

}  // namespace

void reassign(Workspace& work, std::uint32_t failed) noexcept {
  Candidate& candidate = work.current;
  Sums sums = lay_sums(work);
  expect(work, candidate, sums);
  const std::uint32_t spare = (find_spare(work, candidate, sums) + failed) % candidate.experts;
  revive(work, spare, candidate, sums);
  const float raised = candidate.variance[spare];
  for (std::uint32_t i = 0; i < candidate.experts; ++i) {
    candidate.variance[i] = candidate.variance[i] > raised ? candidate.variance[i] : raised;
  }
}

Progress refine(Workspace& work, Scope scope, std::uint32_t ceiling, float tolerance) noexcept {
  Progress progress;
  Climb climb(tolerance);
  Retreat retreat;
  float stretch = 1.0f;
  while (true) {
    Sums sums = lay_sums(work);
    expect(work, work.current, sums);
    ++progress.passes;
    const float objective = work.current.loglik - measure_penalty(work, work.current, sums);
    if (climb.fell(objective)) {
      if (progress.passes >= ceiling) {
        copy(work, work.saved, work.current);
        return progress;
      }
      if (!retreat.exhausted()) {
        retreat.step_back(work, stretch);
        continue;
      }
    }
    retreat.reset();
    progress.converged = climb.settled(objective) && measure_step(work) < still * tolerance;
    if (scope == Scope::joint && progress.passes < ceiling && guard(work, sums, progress)) {
      climb.restart();
      stretch = 1.0f;
      continue;
    }
    if (progress.converged || progress.passes >= ceiling) return progress;
    stretch = climb.slow() ? (stretch * lengthen < longest ? stretch * lengthen : longest) : 1.0f;
    maximise(work, scope, stretch, sums);
  }
}

}  // namespace motet::solve
