// SPDX-License-Identifier: MIT
#include "climb/expect.hpp"

#include "model/softmax.hpp"
#include "tensor/elementary.hpp"
#include "tensor/vector.hpp"
#include "workspace/candidate.hpp"

namespace motet::core::solve {

namespace {

constexpr std::uint32_t run_length = 64;  // samples added up before they join the sum
constexpr float no_share = 1e-7f;         // of a sample: below, it adds nothing that a float sum would keep

void add_expert(const Workspace& work, std::uint32_t i, float r, float e, const float* w, const float* q,
                const Sums& sums) noexcept {
  const std::uint32_t packed = packed_floats(work.white_order());
  sums.weight[i] += r;
  sums.energy[i] = simd::fused(r * e, e, sums.energy[i]);
  tensor::add_scaled(packed, r, q, sums.normal + i * packed);
  tensor::add_scaled(work.row(), r * e, w, row_of(work, sums.moment, i));
}

void add_gate(const Workspace& work, std::uint32_t experts, const Shares& s, const float* w, const float* q,
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

/// One pass under work.current: the likelihood, and if it is to `learn`, all else.
[[nodiscard]] bool walk(Workspace& work, const Sums& sums, bool learn) noexcept {
  Candidate& candidate = work.current;
  float* w = stream::sample_z(work.estimator) + work.row();
  float* q = stream::sample_pairs(work.estimator);
  if (work.course().sample == 0) clear(work, sums);
  Shares shares(candidate, sums.share);
  const bool walked = visit_samples(work, [&](std::uint32_t t) {
    const float y = read_sample(work, t, w);
    share_out(work, candidate, w, y, shares);
    if (learn) {
      tensor::multiply_pairs(work.white_order(), w, q);
      for (std::uint32_t i = 0; i < candidate.experts; ++i) {
        if (shares.responsibility[i] >= no_share) add_expert(work, i, shares.responsibility[i], shares.residual[i], w, q, sums);
      }
      add_gate(work, candidate.experts, shares, w, q, sums);
    }
    sums.loglik[1] += shares.log_density;
    if ((t + 1) % run_length != 0 && t + 1 != work.samples()) return;
    sums.loglik[0] += sums.loglik[1];
    sums.loglik[1] = 0.0f;
  });
  if (walked) candidate.loglik = sums.loglik[0] / static_cast<float>(work.samples());
  return walked;
}

}  // namespace

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

Sums lay_sums(const Workspace& work) noexcept {
  const std::uint32_t experts = work.current.experts;
  const std::uint32_t packed = packed_floats(work.white_order());
  const std::uint32_t unknowns = (experts - 1) * work.white_order();
  Shelf shelf(work.scratch);
  Sums sums;
  sums.share = shelf.take(5 * padded(experts));
  sums.gradient = shelf.take(experts * work.row());
  sums.curvature = shelf.take(pair_count(experts - 1) * packed);
  Shelf second = shelf;
  sums.normal = shelf.take(experts * packed);
  sums.moment = shelf.take(experts * work.row());
  sums.weight = shelf.take(experts);
  sums.energy = shelf.take(experts);
  sums.loglik = shelf.take(2);
  sums.end = shelf.take(0);
  sums.hessian = second.take(pair_count(unknowns));
  sums.step = second.take(unknowns);
  return sums;
}

bool expect(Workspace& work, const Sums& sums) noexcept {
  if (!walk(work, sums, true)) return false;
  const float samples = static_cast<float>(work.samples());
  for (std::uint32_t i = 0; i < work.current.experts; ++i) work.current.weight[i] = sums.weight[i] / samples;
  return true;
}

bool measure_loglik(Workspace& work) noexcept { return walk(work, lay_sums(work), false); }

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
    add_expert(work, cell, 1.0f, y, w, q, sums);
  });
}

}  // namespace motet::core::solve
