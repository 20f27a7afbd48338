// SPDX-License-Identifier: MIT
#pragma once

#include "workspace/workspace.hpp"

namespace motet::core::solve {

/// The candidate's noise, once a pass, and one sample under it. In scratch: a board's stack is small.
struct Shares {
  float* log_scale;  ///< log(1 / sigma_i)
  float* precision;  ///< 1 / sigma_i^2
  float* residual;
  float* probability;
  float* responsibility;
  float log_density = 0.0f;

  /// shape   room: five padded rows of experts
  Shares(const Candidate& candidate, float* room) noexcept;
};

/// What the candidate makes of one sample.
///
///     r_i ~ p_i N(y | a_i'w, sigma_i^2)
///
/// shape   w: row()
void share_out(const Workspace& work, const Candidate& candidate, const float* w, float y, Shares& s) noexcept;

/// What one pass over the reservoir leaves for the M-step. w = (1, white x), q its packed pairs,
/// e_i the residual of expert i, r_i its responsibility, p_i its gate probability.
struct Sums {
  float* share = nullptr;      ///< five rows of experts: what one sample and one candidate make of them
  float* gradient = nullptr;   ///< experts rows: sum of (r_i - p_i) w; the last is not formed
  float* curvature = nullptr;  ///< packed matrices (i <= j < experts - 1): sum of p_i (d_ij - p_j) q
  float* normal = nullptr;     ///< experts packed matrices: sum of r_i q
  float* moment = nullptr;     ///< experts rows: sum of r_i e_i w
  float* weight = nullptr;     ///< experts: sum of r_i
  float* energy = nullptr;     ///< experts: sum of r_i e_i^2
  float* loglik = nullptr;     ///< sum of log P(y|x), then that of the last few samples, which have yet to join it
  float* hessian = nullptr;    ///< the gate's, assembled: takes the place of normal and all behind it
  float* step = nullptr;       ///< of the gate, unpadded rows
  float* end = nullptr;
};

/// Where the sums of work.current lie in scratch.
[[nodiscard]] Sums lay_sums(const Workspace& work) noexcept;

/// A pass begins: all sums are zero.
void clear(const Workspace& work, const Sums& sums) noexcept;

/// The E-step for work.current, all sums in one pass; its loglik and weight are written.
///
///     r_i ~ p_i N(y | a_i'w, sigma_i^2)
///
/// error   sums of at most 64 terms, added up: about 1e-6 of the likelihood. False: the budget ended, to be called again
/// cost    samples x (experts^2 / 2 + experts) packed pairs of the white order; an elementary step is one sample
/// source  [JJ94]
[[nodiscard]] bool expect(Workspace& work, const Sums& sums) noexcept;

/// The likelihood of work.current alone; its loglik is written.
///
/// error   as expect
[[nodiscard]] bool measure_loglik(Workspace& work) noexcept;

/// The same sums when every sample belongs to one expert that is known: the cell of u'w between `cuts`.
///
/// shape   direction: row() floats over w;  cuts: work.current.experts - 1, rising
/// error   as expect
[[nodiscard]] bool assign(Workspace& work, const float* direction, const float* cuts, const Sums& sums) noexcept;

}  // namespace motet::core::solve
