// SPDX-License-Identifier: MIT
#pragma once

#include "motet/detail/view.hpp"
#include "stream/stream.hpp"

namespace motet::core::solve {

using core::EstimatorView;

/// Hands out consecutive whole-word pieces of a region.
class Shelf {
 public:
  using Piece = float*;
  explicit Shelf(float* from) noexcept : next_(from) {}
  [[nodiscard]] float* take(std::uint32_t floats) noexcept {
    float* piece = next_;
    next_ += padded(floats);
    return piece;
  }

 private:
  float* next_;
};

/// A model in the making, in white coordinates: rows of intercept and slopes over w = (1, white x).
///
///     y = expert_i'w + noise of variance_i,   p_i ~ exp(gate_i'w),   the last gate row is zero
struct Candidate : core::Standing, core::CandidatePieces<float*> {};

/// The white frame with its matrices.
struct Whitening : core::WhiteFrame {
  float samples = 0.0f;      ///< sum of weights, what a moment is divided by: each slice has its own, for they go on
  float* forward = nullptr;  ///< rank rows: direction e of the white x is forward_e'z, z = (1, frame x)
  float* inverse = nullptr;  ///< rank rows: z_j = mean_j + sum_e w_e inverse_e,j
  float* scale = nullptr;    ///< dim: 1 / unit of each input, as it was when the fit began: the frame may widen meanwhile

  /// Mean of z_j in the frame, j from 0: the place is free in inverse_j.
  [[nodiscard]] float& mean(std::uint32_t j, std::uint32_t row) const noexcept { return inverse[j * row]; }
};

/// The findings with what the tensor start left of each direction and expert.
struct Findings : core::Findings {
  float* spectrum = nullptr;  ///< rank
  float* residual = nullptr;  ///< experts: of the power iteration
  float* passes = nullptr;    ///< experts: of the power iteration
};

/// One fit at work: where its pieces lie, and its numbers. Laid out again for each slice, from the course of the fit.
struct Workspace {
  EstimatorView estimator;
  Whitening white;
  Candidate current;  ///< the one being refined
  Candidate best;     ///< the likeliest so far; none while best.experts is 0
  Candidate saved;    ///< `current` before its last step
  Findings found;
  float* bend;                               ///< packed, rank: how the target bends; see solve/bend
  float* scratch;                            ///< belongs to one stage at a time
  std::uint32_t budget = ~std::uint32_t{0};  ///< elementary steps left to this slice

  [[nodiscard]] const Settings& settings() const noexcept { return estimator.state->settings; }
  [[nodiscard]] core::Course& course() const noexcept { return estimator.state->course; }
  [[nodiscard]] std::uint32_t dim() const noexcept { return settings().dim; }
  /// Frame coordinates: inputs and the leading one.
  [[nodiscard]] std::uint32_t order() const noexcept { return dim() + 1u; }
  /// Floats of a row over z or w.
  [[nodiscard]] std::uint32_t row() const noexcept { return padded(dim() + 1u); }
  /// White coordinates and the leading one.
  [[nodiscard]] std::uint32_t white_order() const noexcept { return white.rank + 1u; }
  [[nodiscard]] std::uint32_t samples() const noexcept { return estimator.state->kept; }
  [[nodiscard]] core::EstimatorSource source() const noexcept { return {estimator.plan, estimator.state, estimator.block}; }
  /// Whether there are third-order moments.
  [[nodiscard]] bool cubic() const noexcept { return estimator.plan->degree == Degree::third; }
  [[nodiscard]] tensor::Levels levels() const noexcept { return stream::levels_of(estimator); }

  /// Takes one elementary step from the budget; false if there is none.
  [[nodiscard]] bool spend() noexcept {
    if (budget == 0) return false;
    --budget;
    return true;
  }
};

/// The least variance of the noise: the floor of the settings. What comes of rounded moments alone is not less than 4e-6: a
/// noise of .002 deviations in a target of 1.
[[nodiscard]] inline float least_variance(const Workspace& work) noexcept {
  const float floor = work.settings().sigma_floor * work.settings().sigma_floor;
  return work.estimator.plan->window == 0 && floor < 4e-6f ? 4e-6f : floor;
}

/// Ends the fit under way, if there is one, and leaves nothing of it.
void end_fit(const EstimatorView& e) noexcept;

/// Lays the pieces of a fit into the regions solve and scratch of the plan, with the numbers of its course.
void lay_out(const EstimatorView& e, Workspace& work) noexcept;
[[nodiscard]] inline Workspace lay_out(const EstimatorView& e) noexcept {
  Workspace work;
  lay_out(e, work);
  return work;
}

/// Puts the numbers back into the course, for the next slice.
void lay_down(const Workspace& work) noexcept;

/// Calls step(turn) from course().turn on, an elementary step each, while it is below `count`.
/// True once all are done: the next stage counts from 0 again. False where the budget ends.
template <class Step>
[[nodiscard]] bool take_turns(Workspace& work, std::uint32_t count, Step step) noexcept {
  std::uint32_t& turn = work.course().turn;
  for (; turn < count; ++turn) {
    if (!work.spend()) return false;
    step(turn);
  }
  turn = 0;
  return true;
}

/// The same for the kept samples: visit(index), one pass. Inlined, so that a pass is one loop in one frame.
template <class Visit>
[[nodiscard]] [[gnu::always_inline]] inline bool visit_samples(Workspace& work, Visit visit) noexcept {
  std::uint32_t& sample = work.course().sample;
  for (; sample < work.samples(); ++sample) {
    if (!work.spend()) return false;
    visit(sample);
  }
  sample = 0;
  return true;
}

/// Kept sample `index` in the frame; returns y in the frame.
///
/// shape   z: order(), written in whole words: 1 + padded(dim())
[[nodiscard]] float read_frame(const Workspace& work, std::uint32_t index, float* z) noexcept;

/// Kept sample `index` in white coordinates.
///
/// shape   w: row(), w_0 = 1, zeros behind the rank
/// returns y in deviations
/// cost    rank x dim multiply-adds
[[nodiscard]] float read_sample(const Workspace& work, std::uint32_t index, float* w) noexcept;

}  // namespace motet::core::solve
