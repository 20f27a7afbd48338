// SPDX-License-Identifier: MIT
#pragma once

#include "motet/view.hpp"
#include "stream/stream.hpp"

namespace motet::solve {

using core::EstimatorView;

/// Hands out consecutive whole-word pieces of a region.
class Shelf {
 public:
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
struct Candidate {
  std::uint32_t experts = 0;
  float loglik = 0.0f;        ///< nats per sample on the reservoir, in deviations of y
  float* expert = nullptr;    ///< experts x row
  float* gate = nullptr;      ///< experts x row
  float* variance = nullptr;  ///< experts
  float* weight = nullptr;    ///< experts: mean responsibility
};

/// The white frame: mean 0 and covariance I for x without its degenerate directions, mean 0 and deviation 1 for y.
struct Whitening {
  std::uint32_t rank = 0;
  float condition = 0.0f;
  float samples = 0.0f;           ///< sum of weights: what a moment is divided by
  float effective = 0.0f;         ///< samples of equal weight that would tell as much
  float target_mean = 0.0f;       ///< frame
  float target_deviation = 0.0f;  ///< frame
  float* forward = nullptr;       ///< rank rows: direction e of the white x is forward_e'z, z = (1, frame x)
  float* inverse = nullptr;       ///< rank rows: z_j = mean_j + sum_e w_e inverse_e,j
};

/// What a fit has to tell when it is done. Likelihoods in deviations of y.
struct Findings {
  Start start = Start::none;
  TensorState tensor_state = TensorState::not_used;
  bool converged = false;
  float loglik_tensor = 0.0f;
  float loglik_gate_first = 0.0f;
  std::uint32_t iterations_tensor = 0;
  std::uint32_t iterations_gate_first = 0;
  std::uint32_t iterations_last = 0;
  std::uint32_t revived = 0;
  std::uint32_t improved = 0;
  std::uint32_t dropped = 0;
  float spectrum_noise = 0.0f;
  float* spectrum = nullptr;  ///< rank
  float* residual = nullptr;  ///< experts: of the power iteration
  float* passes = nullptr;    ///< experts: of the power iteration
};

/// One fit at work: where its pieces lie. Made anew for each fit; holds no number that outlives it.
struct Workspace {
  EstimatorView estimator;
  Whitening white;
  Candidate current;  ///< the one being refined
  Candidate best;     ///< the likeliest so far; none while best.experts is 0
  Candidate saved;    ///< `current` before its last step
  Findings found;
  float* scratch;  ///< belongs to one stage at a time

  [[nodiscard]] const Settings& settings() const noexcept { return estimator.state->settings; }
  [[nodiscard]] std::uint32_t dim() const noexcept { return settings().dim; }
  /// Frame coordinates: inputs and the leading one.
  [[nodiscard]] std::uint32_t order() const noexcept { return dim() + 1u; }
  /// Floats of a row over z or w.
  [[nodiscard]] std::uint32_t row() const noexcept { return padded(dim() + 1u); }
  /// White coordinates and the leading one.
  [[nodiscard]] std::uint32_t white_order() const noexcept { return white.rank + 1u; }
  [[nodiscard]] std::uint32_t samples() const noexcept { return estimator.state->kept; }
  [[nodiscard]] core::EstimatorSource source() const noexcept { return {estimator.plan, estimator.state, estimator.block}; }
  [[nodiscard]] tensor::Levels levels() const noexcept { return stream::levels_of(estimator); }
};

/// Lays the pieces of a fit into the regions solve and scratch of the plan.
[[nodiscard]] Workspace lay_out(const EstimatorView& e) noexcept;

/// Kept sample `index` in the frame; returns y in the frame.
///
/// shape   z: order(), written in whole words: 1 + padded(dim())
[[nodiscard]] float read_frame(const Workspace& work, std::uint32_t index, float* z) noexcept;

/// Kept sample `index` in white coordinates.
///
/// shape   w: row(), w_0 = 1, zeros behind the rank
/// unit    returns y in deviations
/// cost    rank x dim multiply-adds
[[nodiscard]] float read_sample(const Workspace& work, std::uint32_t index, float* w) noexcept;

}  // namespace motet::solve
