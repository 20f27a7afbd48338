// SPDX-License-Identifier: MIT
#include "family/expect_general.hpp"

#include "model/form.hpp"
#include "model/softmax.hpp"
#include "tensor/elementary.hpp"

namespace motet::core::solve {

template bool walk(family::Task&, const Sums&, bool) noexcept;

}  // namespace motet::core::solve

namespace motet::core::family {

using solve::no_share;
using solve::Shares;

namespace {

void add_tree(const Task& task, const Shares& s, const float* w, const float* q, const Sums& sums) noexcept {
  const std::uint32_t packed = packed_floats(task.work.white_order());
  const std::uint32_t experts = task.form.experts;
  for (std::uint32_t n = 0; n + 1 < experts; ++n) {
    const Decision& decision = task.form.decision[n];
    float first = 0.0f;
    float all = 0.0f;
    for (std::uint32_t i = 0; i < experts; ++i) {
      if ((decision.first >> i & 1u) != 0) first += s.responsibility[i];
      if (((decision.first | decision.second) >> i & 1u) != 0) all += s.responsibility[i];
    }
    if (all < no_share) continue;
    tensor::add_scaled(task.work.row(), first - all * task.first[n], w, row_of(task.work, sums.gradient, n));
    tensor::add_scaled(packed, all * task.first[n] * (1.0f - task.first[n]), q, sums.curvature + n * packed);
  }
}

}  // namespace

void Task::share_out(const Candidate& candidate, const float* w, float y, Shares& s) noexcept {
  const std::uint32_t words = work.row() / 4;
  float* log_gate = s.probability;
  tensor::multiply_rows(candidate.experts, words, candidate.expert, w, s.residual);
  tensor::multiply_rows(candidate.experts - 1, words, candidate.gate, w, log_gate);
  log_gate[candidate.experts - 1] = 0.0f;
  model::find_log_probabilities(form, log_gate, first);
  for (std::uint32_t i = 0; i < candidate.experts; ++i) {
    const Answer said = answer(i, s.residual[i]);
    s.residual[i] = y - said.value;
    steepness[i] = said.slope;
    // log (p_i N_i) up to log sqrt(2 pi)
    s.responsibility[i] = simd::fused(-0.5f * s.precision[i] * s.residual[i], s.residual[i], log_gate[i] + s.log_scale[i]);
  }
  s.log_density = model::take_log(model::normalise_logs(candidate.experts, s.responsibility)) - model::half_log_two_pi;
}

void Task::add_gate(Shares& s, const float* w, const float* q, const Sums& sums) const noexcept {
  if (form.tree()) return add_tree(*this, s, w, q, sums);
  for (std::uint32_t i = 0; i + 1 < form.experts; ++i) s.probability[i] = tensor::exponential(s.probability[i]);
  solve::add_softmax(work, form.experts, s, w, q, sums);
}

bool gather_shares(Task& task, const Candidate& candidate, const Sums& sums) noexcept {
  float* q = stream::sample_pairs(task.work.estimator);
  Shares shares = solve::lay_shares(task.work, candidate, sums);
  return solve::walk_samples(task.work, sums, [&](const float* w, float y) {
    task.share_out(candidate, w, y, shares);
    tensor::multiply_pairs(task.work.white_order(), w, q);
    for (std::uint32_t i = 0; i < candidate.experts; ++i) {
      const float r = shares.responsibility[i];
      if (r >= no_share) solve::add_expert(task.work, i, r, 1.0f, 1.0f, w, q, sums);
    }
    return shares.log_density;
  });
}

bool gather_energy(Task& task, std::uint32_t i, std::uint32_t j, const Sums& sums) noexcept {
  const std::uint32_t packed = packed_floats(task.work.white_order());
  float* q = stream::sample_pairs(task.work.estimator);
  Shares shares = solve::lay_shares(task.work, task.work.current, sums);
  return solve::walk_samples(task.work, sums, [&](const float* w, float y) {
    task.share_out(task.work.current, w, y, shares);
    const float share = shares.responsibility[i] + shares.responsibility[j];
    const float square = shares.residual[i] * shares.residual[i];
    const float weight = share * task.steepness[i] * task.steepness[i];
    tensor::multiply_pairs(task.work.white_order(), w, q);
    sums.weight[0] += share;
    sums.energy[0] = simd::fused(share, square, sums.energy[0]);
    tensor::add_scaled(packed, weight * square, q, sums.normal);
    tensor::add_scaled(packed, weight, q, sums.normal + packed);
    return shares.log_density;
  });
}

}  // namespace motet::core::family
