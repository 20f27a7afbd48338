// SPDX-License-Identifier: MIT
#pragma once

#include "solve/workspace.hpp"

namespace motet::solve {

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
  float loglik = 0.0f;             ///< sum of log P(y|x)
  float weight[max_experts] = {};  ///< sum of r_i
  float energy[max_experts] = {};  ///< sum of r_i e_i^2
  float* normal = nullptr;         ///< experts packed matrices: sum of r_i q
  float* moment = nullptr;         ///< experts rows: sum of r_i e_i w
  float* share = nullptr;          ///< five rows of experts: what one sample and one candidate make of them
  float* gradient = nullptr;       ///< experts rows: sum of (r_i - p_i) w; the last is not formed
  float* curvature = nullptr;      ///< packed matrices (i <= j < experts - 1): sum of p_i (d_ij - p_j) q
  float* hessian = nullptr;        ///< the gate's, assembled: takes the place of normal and moment
  float* step = nullptr;           ///< of the gate, unpadded rows
};

/// Lays the sums into scratch, all zero.
[[nodiscard]] Sums lay_sums(const Workspace& work) noexcept;

/// The E-step for `candidate`, all sums in one pass; candidate.loglik and candidate.weight are written.
///
///     r_i ~ p_i N(y | a_i'w, sigma_i^2)
///
/// error   sums of at most 64 terms, added up: about 1e-6 of the likelihood
/// cost    samples x (experts^2 / 2 + experts) packed pairs of the white order
/// source  [JJ94]
void expect(const Workspace& work, Candidate& candidate, Sums& sums) noexcept;

/// The same sums when every sample belongs to one expert that is known: the cell of u'w between `cuts`.
///
/// shape   direction: row() floats over w;  cuts: candidate.experts - 1, rising
void assign(const Workspace& work, const Candidate& candidate, const float* direction, const float* cuts, Sums& sums) noexcept;

/// Mean log-likelihood alone.
[[nodiscard]] float measure_loglik(const Workspace& work, const Candidate& candidate) noexcept;

}  // namespace motet::solve
