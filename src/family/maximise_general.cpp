// SPDX-License-Identifier: MIT
#include "family/maximise_general.hpp"

#include "climb/maximise.hpp"
#include "tensor/cholesky.hpp"
#include "tensor/vector.hpp"
#include "workspace/candidate.hpp"

namespace motet::core::family {

using solve::row_of;

namespace {

constexpr float expert_ridge = 1e-6f;  // of the number of samples: a float factorisation needs so much
constexpr float boldest = 0.5f;        // of 1 + the length of a curved expert's row, in units of its input

/// The mean of the diagonal of a packed matrix.
[[nodiscard]] float average_diagonal(std::uint32_t order, const float* packed) noexcept {
  float sum = 0.0f;
  for (std::uint32_t j = 0; j < order; ++j) sum += packed[pair_index(j, j)];
  return sum / static_cast<float>(order);
}

/// Shortens a step that would carry the expert's curve out of what Gauss-Newton saw of it.
void shorten(const Task& task, const float* row, float* step) noexcept {
  const std::uint32_t rank = task.work.white.rank;
  const float length = simd::root(tensor::dot(rank + 1, step, step));
  const float most = boldest * (1.0f / task.unit + simd::root(tensor::dot(rank, row + 1, row + 1)));
  if (!(length > most)) return;
  for (std::uint32_t e = 0; e <= rank; ++e) step[e] *= most / length;
}

}  // namespace

void maximise_experts(const Task& task, float damping, Candidate& candidate, solve::Sums& sums) noexcept {
  const solve::Workspace& work = task.work;
  const std::uint32_t order = work.white_order();
  float* moment = stream::sample_z(work.estimator) + work.row();  // free between passes
  for (std::uint32_t i = 0; i < candidate.experts; ++i) {
    const bool line = task.form.activation[i].linear();
    float* normal = sums.normal + i * packed_floats(order);
    float* step = row_of(work, sums.moment, i);
    float ridge = expert_ridge * static_cast<float>(work.samples());
    if (!line) ridge = simd::fused(damping, average_diagonal(order, normal), ridge);
    if (!tensor::factor_cholesky(order, ridge, normal)) continue;
    tensor::copy(order, step, moment);
    tensor::solve_cholesky(order, normal, step);
    if (line) {
      // sum r (e - step'w)^2 = sum r e^2 - step'moment - ridge |step|^2
      const float gain = tensor::dot(order, step, moment) + ridge * tensor::dot(order, step, step);
      sums.energy[i] = sums.energy[i] > gain ? sums.energy[i] - gain : 0.0f;
    } else {
      shorten(task, row_of(work, candidate.expert, i), step);
    }
    tensor::add_scaled(order, 1.0f, step, row_of(work, candidate.expert, i));
  }
}

void maximise_gate(const Task& task, Candidate& candidate, solve::Sums& sums) noexcept {
  const solve::Workspace& work = task.work;
  if (!task.form.tree()) {
    bool positive = true;
    for (std::uint32_t row = 0; positive && row < (candidate.experts - 1) * work.white_order(); ++row) {
      positive = solve::form_gate_row(work, row, candidate, sums);
    }
    if (positive) solve::step_gate(work, candidate, sums);
    return;
  }
  const std::uint32_t order = work.white_order();
  const float ridge = work.settings().gate_ridge;
  const float stiffen = ridge + 1e-7f * static_cast<float>(work.samples());
  for (std::uint32_t n = 0; n + 1 < candidate.experts; ++n) {
    float* curvature = sums.curvature + n * packed_floats(order);
    float* step = row_of(work, sums.gradient, n);
    float* gate = row_of(work, candidate.gate, n);
    tensor::add_scaled(order, -ridge, gate, step);
    if (!tensor::factor_cholesky(order, stiffen, curvature)) continue;
    tensor::solve_cholesky(order, curvature, step);
    tensor::add_scaled(order, 1.0f, step, gate);
  }
}

}  // namespace motet::core::family
