// SPDX-License-Identifier: MIT
#include "climb/expect.hpp"

#include "climb/lines.hpp"
#include "model/softmax.hpp"
#include "tensor/elementary.hpp"

namespace motet::core::solve {

Shares::Shares(const Candidate& candidate, float* room) noexcept
    : log_scale(room),
      precision(log_scale + padded(candidate.experts)),
      residual(precision + padded(candidate.experts)),
      probability(residual + padded(candidate.experts)),
      responsibility(probability + padded(candidate.experts)) {
  for (std::uint32_t i = 0; i < candidate.experts; ++i) {
    log_scale[i] = -0.5f * tensor::logarithm(candidate.variance[i]);
    precision[i] = 1.0f / candidate.variance[i];
  }
}

void share_out(const Workspace& work, const Candidate& candidate, const float* w, float y, Shares& s) noexcept {
  const std::uint32_t last = candidate.experts - 1;
  tensor::multiply_rows(candidate.experts, work.row() / 4, candidate.expert, w, s.residual);
  tensor::multiply_rows(last, work.row() / 4, candidate.gate, w, s.probability);
  s.probability[last] = 0.0f;
  for (std::uint32_t i = 0; i < candidate.experts; ++i) {
    s.residual[i] = y - s.residual[i];
    // log (p_i N_i) up to the gate's normaliser and log sqrt(2 pi)
    s.responsibility[i] = simd::fused(-0.5f * s.precision[i] * s.residual[i], s.residual[i], s.probability[i] + s.log_scale[i]);
  }
  const model::Softmax joint = model::normalise_logs(candidate.experts, s.responsibility);
  const model::Softmax gate = model::normalise_logs(candidate.experts, s.probability);
  s.log_density = model::take_log_ratio(joint, gate) - model::half_log_two_pi;
}

void clear(const Workspace& work, const Sums& sums) noexcept {
  tensor::fill(static_cast<std::uint32_t>(sums.end - work.scratch), 0.0f, work.scratch);
}

Shares lay_shares(const Workspace& work, const Candidate& candidate, const Sums& sums) noexcept {
  if (work.course().sample == 0) clear(work, sums);
  return Shares(candidate, sums.share);
}

Sums lay_sums(const Workspace& work) noexcept {
  Shelf shelf(work.scratch), after(work.scratch);
  return core::lay_sums(shelf, after, work.dim(), work.white_order(), work.current.experts);
}

bool assign(Workspace& work, const float* direction, const float* cuts, const Sums& sums) noexcept {
  float* w = stream::sample_z(work.estimator) + work.row();
  float* q = stream::sample_pairs(work.estimator);
  if (work.course().sample == 0) clear(work, sums);
  return visit_samples(work, [&](std::uint32_t t) {
    const float y = read_sample(work, t, w);
    const float at = tensor::dot(work.row(), direction, w);
    std::uint32_t cell = 0;
    while (cell + 1 < work.current.experts && at >= cuts[cell]) ++cell;
    tensor::multiply_pairs(work.white_order(), w, q);
    add_expert(work, cell, 1.0f, y, 1.0f, w, q, sums);
  });
}

template bool walk(Lines&, const Sums&, bool) noexcept;

}  // namespace motet::core::solve
