// SPDX-License-Identifier: MIT
#pragma once

#include "tensor/vector.hpp"
#include "workspace/candidate.hpp"

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

/// The E-step of one sample for a candidate of lines behind a softmax.
///
///     r_i ~ p_i N(y | a_i'w, sigma_i^2)
///
/// shape   w: row()
void share_out(const Workspace& work, const Candidate& candidate, const float* w, float y, Shares& s) noexcept;

inline constexpr std::uint32_t run_length = 64;  // samples added up before they join a sum: a float sum of many would stall
inline constexpr float no_share = 1e-7f;         // of a sample: below, it adds nothing that a float sum would keep

/// What one pass over the reservoir leaves for the M-step.
using Sums = core::SumPieces<float*>;

/// Where the sums of work.current lie in scratch.
[[nodiscard]] Sums lay_sums(const Workspace& work) noexcept;

/// A pass begins: all sums are zero.
void clear(const Workspace& work, const Sums& sums) noexcept;

/// What one sample is shared out in; where a pass begins, after its sums are cleared.
[[nodiscard]] Shares lay_shares(const Workspace& work, const Candidate& candidate, const Sums& sums) noexcept;

/// One sample with responsibility `r` joins the sums of expert `i`.
///
/// shape   slope: of the expert's activation where it stands; 1 of a line
inline void add_expert(const Workspace& work, std::uint32_t i, float r, float e, float slope, const float* w, const float* q,
                       const Sums& sums) noexcept {
  const std::uint32_t packed = packed_floats(work.white_order());
  sums.weight[i] += r;
  sums.energy[i] = simd::fused(r * e, e, sums.energy[i]);
  tensor::add_scaled(packed, r * slope * slope, q, sums.normal + i * packed);
  tensor::add_scaled(work.row(), r * e * slope, w, row_of(work, sums.moment, i));
}

/// One sample joins the sums of a softmax.
inline void add_softmax(const Workspace& work, std::uint32_t experts, const Shares& s, const float* w, const float* q,
                        const Sums& sums) noexcept {
  const std::uint32_t packed = packed_floats(work.white_order());
  for (std::uint32_t i = 0; i + 1 < experts; ++i) {
    tensor::add_scaled(work.row(), s.responsibility[i] - s.probability[i], w, row_of(work, sums.gradient, i));
    if (s.probability[i] < no_share) continue;
    for (std::uint32_t j = 0; j <= i; ++j) {
      const float curve = s.probability[i] * ((i == j ? 1.0f : 0.0f) - s.probability[j]);
      const float size = curve < 0.0f ? -curve : curve;
      if (size >= no_share) tensor::add_scaled(packed, curve, q, sums.curvature + pair_index(j, i) * packed);
    }
  }
}

/// One pass: visit(w, y) of each kept sample; the log densities that it returns are added up.
///
/// returns false: the budget ended, to be called again
template <class Visit>
[[nodiscard]] [[gnu::always_inline]] inline bool walk_samples(Workspace& work, const Sums& sums, Visit visit) noexcept {
  float* w = stream::sample_z(work.estimator) + work.row();
  return visit_samples(work, [&](std::uint32_t t) {
    const float y = read_sample(work, t, w);
    sums.loglik[1] += visit(w, y);
    if ((t + 1) % run_length != 0 && t + 1 != work.samples()) return;
    sums.loglik[0] += sums.loglik[1];
    sums.loglik[1] = 0.0f;
  });
}

/// One pass under work.current: its likelihood, and if it is to `learn`, all sums and its weights.
template <class Kind>
[[nodiscard]] bool walk(Kind& kind, const Sums& sums, bool learn) noexcept {
  Workspace& work = kind.work;
  Candidate& candidate = work.current;
  float* q = stream::sample_pairs(work.estimator);
  Shares shares = lay_shares(work, candidate, sums);
  const bool walked = walk_samples(work, sums, [&](const float* w, float y) {
    kind.share_out(candidate, w, y, shares);
    if (learn) {
      tensor::multiply_pairs(work.white_order(), w, q);
      for (std::uint32_t i = 0; i < candidate.experts; ++i) {
        if (shares.responsibility[i] >= no_share)
          add_expert(work, i, shares.responsibility[i], shares.residual[i], kind.slope(i), w, q, sums);
      }
      kind.add_gate(shares, w, q, sums);
    }
    return shares.log_density;
  });
  const float samples = static_cast<float>(work.samples());
  if (walked) candidate.loglik = sums.loglik[0] / samples;
  for (std::uint32_t i = 0; walked && learn && i < candidate.experts; ++i) candidate.weight[i] = sums.weight[i] / samples;
  return walked;
}

/// The E-step for work.current, all sums in one pass.
///
///     r_i ~ p_i N(y | G_i(a_i'w), sigma_i^2),   G_i(u) = u of a line
///     normal_i = sum r_i G_i'^2 w w',   moment_i = sum r_i e_i G_i' w
///
/// writes  sums; work.current: loglik, weight
/// returns false: the budget ended, to be called again
/// error   sums of at most 64 terms, added up: about 1e-6 of the likelihood
/// cost    samples x (experts^2 / 2 + experts) packed pairs of the white order; an elementary step is one sample
/// source  [JJ94]
template <class Kind>
[[nodiscard]] bool expect(Kind& kind, const Sums& sums) noexcept {
  return walk(kind, sums, true);
}

/// The likelihood of work.current alone.
///
/// writes  work.current.loglik
/// error   as expect
template <class Kind>
[[nodiscard]] bool measure_loglik(Kind& kind) noexcept {
  return walk(kind, lay_sums(kind.work), false);
}

/// The same sums when every sample belongs to one expert that is known: the cell of u'w between `cuts`.
///
/// shape   direction: row() floats over w;  cuts: work.current.experts - 1, rising
/// error   as expect
[[nodiscard]] bool assign(Workspace& work, const float* direction, const float* cuts, const Sums& sums) noexcept;

}  // namespace motet::core::solve
