// SPDX-License-Identifier: MIT
#include "family/expect_general.hpp"

#include "model/form.hpp"
#include "model/softmax.hpp"
#include "tensor/elementary.hpp"
#include "tensor/vector.hpp"
#include "workspace/candidate.hpp"

namespace motet::core::family {

using solve::row_of;
using solve::Sums;
using solve::Workspace;

namespace {

constexpr std::uint32_t run_length = 64;  // samples added up before they join the sum
constexpr float no_share = 1e-7f;         // of a sample: below, it adds nothing that a float sum would keep

/// The candidate's noise, once a pass, and one sample under it.
struct Shares {
  float log_scale[max_experts];  ///< log(1 / sigma_i)
  float precision[max_experts];  ///< 1 / sigma_i^2
  float residual[max_experts];
  float slope[max_experts];
  float log_gate[max_experts];
  float first[max_experts];  ///< of each decision
  float responsibility[max_experts];
  float log_density = 0.0f;

  explicit Shares(const Candidate& candidate) noexcept {
    for (std::uint32_t i = 0; i < candidate.experts; ++i) {
      log_scale[i] = -0.5f * tensor::logarithm(candidate.variance[i]);
      precision[i] = 1.0f / candidate.variance[i];
    }
  }
};

void share_out(const Task& task, const Candidate& candidate, const float* w, float y, Shares& s) noexcept {
  const std::uint32_t words = task.work.row() / 4;
  tensor::multiply_rows(candidate.experts, words, candidate.expert, w, s.residual);
  tensor::multiply_rows(candidate.experts - 1, words, candidate.gate, w, s.log_gate);
  s.log_gate[candidate.experts - 1] = 0.0f;
  model::find_log_probabilities(task.form, s.log_gate, s.first);
  for (std::uint32_t i = 0; i < candidate.experts; ++i) {
    const Answer said = answer(task, i, s.residual[i]);
    s.residual[i] = y - said.value;
    s.slope[i] = said.slope;
    // log (p_i N_i) up to log sqrt(2 pi)
    s.responsibility[i] = simd::fused(-0.5f * s.precision[i] * s.residual[i], s.residual[i], s.log_gate[i] + s.log_scale[i]);
  }
  s.log_density = model::take_log(model::normalise_logs(candidate.experts, s.responsibility)) - model::half_log_two_pi;
}

void add_experts(const Workspace& work, std::uint32_t experts, const Shares& s, const float* w, const float* q,
                 Sums& sums) noexcept {
  const std::uint32_t packed = packed_floats(work.white_order());
  for (std::uint32_t i = 0; i < experts; ++i) {
    const float r = s.responsibility[i];
    const float e = s.residual[i];
    if (r < no_share) continue;
    sums.weight[i] += r;
    sums.energy[i] = simd::fused(r * e, e, sums.energy[i]);
    tensor::add_scaled(packed, r * s.slope[i] * s.slope[i], q, sums.normal + i * packed);
    tensor::add_scaled(work.row(), r * e * s.slope[i], w, row_of(work, sums.moment, i));
  }
}

void add_softmax(const Workspace& work, std::uint32_t experts, Shares& s, const float* w, const float* q, Sums& sums) noexcept {
  const std::uint32_t packed = packed_floats(work.white_order());
  float* p = s.log_gate;
  for (std::uint32_t i = 0; i + 1 < experts; ++i) p[i] = tensor::exponential(p[i]);
  for (std::uint32_t i = 0; i + 1 < experts; ++i) {
    tensor::add_scaled(work.row(), s.responsibility[i] - p[i], w, row_of(work, sums.gradient, i));
    for (std::uint32_t j = 0; j <= i; ++j) {
      const float curve = p[i] * ((i == j ? 1.0f : 0.0f) - p[j]);
      if (curve >= no_share || curve <= -no_share)
        tensor::add_scaled(packed, curve, q, sums.curvature + pair_index(j, i) * packed);
    }
  }
}

void add_tree(const Task& task, std::uint32_t experts, const Shares& s, const float* w, const float* q, Sums& sums) noexcept {
  const std::uint32_t packed = packed_floats(task.work.white_order());
  for (std::uint32_t n = 0; n + 1 < experts; ++n) {
    float first = 0.0f;
    float all = 0.0f;
    for (std::uint32_t i = 0; i < experts; ++i) {
      if ((task.form.decision[n].first >> i & 1u) != 0) first += s.responsibility[i];
      if (((task.form.decision[n].first | task.form.decision[n].second) >> i & 1u) != 0) all += s.responsibility[i];
    }
    if (all < no_share) continue;
    tensor::add_scaled(task.work.row(), first - all * s.first[n], w, row_of(task.work, sums.gradient, n));
    tensor::add_scaled(packed, all * s.first[n] * (1.0f - s.first[n]), q, sums.curvature + n * packed);
  }
}

/// Goes through the reservoir: visit(w, y) of each sample; returns the sum of the log densities that it returns.
template <class Visit>
[[nodiscard]] float visit_samples(const Task& task, const Visit& visit) noexcept {
  float* w = stream::sample_z(task.work.estimator) + task.work.row();
  float sum = 0.0f;
  float run = 0.0f;
  for (std::uint32_t t = 0; t < task.work.samples(); ++t) {
    const float y = solve::read_sample(task.work, t, w);
    run += visit(w, y);
    if ((t + 1) % run_length != 0 && t + 1 != task.work.samples()) continue;
    sum += run;
    run = 0.0f;
  }
  return sum;
}

}  // namespace

void expect(const Task& task, Candidate& candidate, Sums& sums) noexcept {
  float* q = stream::sample_pairs(task.work.estimator);
  Shares shares(candidate);
  *sums.loglik = visit_samples(task, [&](const float* w, float y) {
    share_out(task, candidate, w, y, shares);
    tensor::multiply_pairs(task.work.white_order(), w, q);
    add_experts(task.work, candidate.experts, shares, w, q, sums);
    if (task.form.tree()) {
      add_tree(task, candidate.experts, shares, w, q, sums);
    } else {
      add_softmax(task.work, candidate.experts, shares, w, q, sums);
    }
    return shares.log_density;
  });
  const float samples = static_cast<float>(task.work.samples());
  candidate.loglik = *sums.loglik / samples;
  for (std::uint32_t i = 0; i < candidate.experts; ++i) candidate.weight[i] = sums.weight[i] / samples;
}

void gather_shares(const Task& task, const Candidate& candidate, Sums& sums) noexcept {
  float* q = stream::sample_pairs(task.work.estimator);
  Shares shares(candidate);
  *sums.loglik = visit_samples(task, [&](const float* w, float y) {
    share_out(task, candidate, w, y, shares);
    tensor::multiply_pairs(task.work.white_order(), w, q);
    for (std::uint32_t i = 0; i < candidate.experts; ++i) shares.residual[i] = shares.slope[i] = 1.0f;
    add_experts(task.work, candidate.experts, shares, w, q, sums);
    return shares.log_density;
  });
}

void gather_energy(const Task& task, const Candidate& candidate, std::uint32_t i, std::uint32_t j, Sums& sums) noexcept {
  const std::uint32_t packed = packed_floats(task.work.white_order());
  float* q = stream::sample_pairs(task.work.estimator);
  Shares shares(candidate);
  *sums.loglik = visit_samples(task, [&](const float* w, float y) {
    share_out(task, candidate, w, y, shares);
    const float share = shares.responsibility[i] + shares.responsibility[j];
    const float square = shares.residual[i] * shares.residual[i];
    const float weight = share * shares.slope[i] * shares.slope[i];
    tensor::multiply_pairs(task.work.white_order(), w, q);
    sums.weight[0] += share;
    sums.energy[0] = simd::fused(share, square, sums.energy[0]);
    tensor::add_scaled(packed, weight * square, q, sums.normal);
    tensor::add_scaled(packed, weight, q, sums.normal + packed);
    return shares.log_density;
  });
}

float measure_loglik(const Task& task, const Candidate& candidate) noexcept {
  Shares shares(candidate);
  const float sum = visit_samples(task, [&](const float* w, float y) {
    share_out(task, candidate, w, y, shares);
    return shares.log_density;
  });
  return sum / static_cast<float>(task.work.samples());
}

}  // namespace motet::core::family
