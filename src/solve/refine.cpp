// SPDX-License-Identifier: MIT
#include "solve/refine.hpp"

#include "solve/candidate.hpp"
#include "solve/maximise.hpp"
#include "tensor/vector.hpp"

namespace motet::solve {

namespace {

constexpr std::uint32_t max_halvings = 6;
constexpr float noise = 3e-7f;  // nats per sample: what rounding may take from one pass to the next

/// The objective from pass to pass, and when it stops to rise.
class Climb {
 public:
  explicit Climb(float tolerance) noexcept : tolerance_(tolerance) {}

  [[nodiscard]] bool fell(float objective) const noexcept { return begun_ && objective < last_ - noise; }

  /// Takes the objective of a pass; true when what is left to gain, were the gains to fall off as they do
  /// now, lies below the tolerance (Aitken).
  [[nodiscard]] bool settled(float objective) noexcept {
    const float gain = begun_ ? objective - last_ : 1.0f;
    const float rate = gain_ > 0.0f ? gain / gain_ : 1.0f;
    const bool little = gain < tolerance_ && (gain < noise || gain * rate < tolerance_ * (1.0f - rate));
    quiet_ = begun_ && little ? quiet_ + 1 : 0;
    gain_ = gain;
    last_ = objective;
    begun_ = true;
    return quiet_ >= 2;
  }
  void restart() noexcept { begun_ = false; quiet_ = 0; gain_ = 0.0f; }

 private:
  float tolerance_;
  float last_ = 0.0f;
  float gain_ = 0.0f;
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
  tensor::copy(work.row(), row_of(work, candidate.expert, richest), row_of(work, candidate.expert, dead));
  tensor::copy(work.row(), row_of(work, candidate.gate, richest), row_of(work, candidate.gate, dead));
  const float apart = simd::root(sums.energy[richest] / sums.weight[richest]);
  row_of(work, candidate.expert, dead)[0] += apart;
  row_of(work, candidate.expert, richest)[0] -= apart;
  candidate.variance[dead] = candidate.variance[richest];
  fix_gauge(work, candidate);
}

/// Moves the gate half the way back to where it was; the whole way after too many halvings.
void step_back(const Workspace& work, Candidate& candidate, std::uint32_t halvings) noexcept {
  const std::uint32_t floats = candidate.experts * work.row();
  for (std::uint32_t at = 0; at < floats; ++at) {
    candidate.gate[at] = halvings < max_halvings ? 0.5f * (candidate.gate[at] + work.saved_gate[at]) : work.saved_gate[at];
  }
}

/// The M-step.
void maximise(Workspace& work, Free free, Sums& sums) noexcept {
  if (free == Free::joint) maximise_experts(work, work.current, sums);
  maximise_variance(work, work.current, sums);
  tensor::copy(work.current.experts * work.row(), work.current.gate, work.saved_gate);
  maximise_gate(work, work.current, sums);
}

}  // namespace

Progress refine(Workspace& work, Free free, std::uint32_t ceiling) noexcept {
  Progress progress;
  Climb climb(work.settings().tolerance);
  std::uint32_t halvings = 0;
  Candidate& candidate = work.current;
  while (true) {
    Sums sums = lay_sums(work);
    expect(work, candidate, sums);
    ++progress.passes;
    const float objective = candidate.loglik - measure_penalty(work, candidate);
    if (climb.fell(objective) && halvings <= max_halvings) {
      step_back(work, candidate, halvings++);
      continue;
    }
    halvings = 0;
    progress.converged = climb.settled(objective);
    if (const std::uint32_t dead = find_dead(work, candidate, sums); dead < candidate.experts && candidate.experts > 1 && free == Free::joint && progress.passes < ceiling) {
      if (progress.revived < work.settings().experts) {
        revive(work, dead, candidate, sums);
        ++progress.revived;
      } else {
        drop_expert(work, dead, candidate);
        ++progress.dropped;
      }
      climb.restart();
      continue;
    }
    if (progress.converged || progress.passes >= ceiling) return progress;
    maximise(work, free, sums);
  }
}

}  // namespace motet::solve
