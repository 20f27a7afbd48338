// SPDX-License-Identifier: MIT
#include "climb/maximise.hpp"

#include "tensor/cholesky.hpp"
#include "tensor/elementary.hpp"
#include "tensor/vector.hpp"
#include "workspace/candidate.hpp"

namespace motet::core::solve {

namespace {

constexpr float drawn_by = 2.0f;  // samples with which the common variance pulls each expert's own

/// The mean squared residual over all experts.
[[nodiscard]] float pool_variance(const Candidate& candidate, const Sums& sums) noexcept {
  float energy = 0.0f;
  float weight = 0.0f;
  for (std::uint32_t i = 0; i < candidate.experts; ++i) {
    energy += sums.energy[i];
    weight += sums.weight[i];
  }
  return energy / weight;
}

}  // namespace

void maximise_expert(const Workspace& work, std::uint32_t i, const Candidate& candidate, const Sums& sums) noexcept {
  const std::uint32_t order = work.white_order();
  const float ridge = expert_ridge(work);
  float* normal = sums.normal + i * packed_floats(order);
  float* step = row_of(work, sums.moment, i);
  if (!tensor::factor_cholesky(order, ridge, normal)) return;
  float* moment = stream::sample_z(work.estimator) + work.row();  // free between passes
  tensor::copy(order, step, moment);
  tensor::solve_cholesky(order, normal, step);
  // sum r (e - step'w)^2 = sum r e^2 - step'moment - ridge |step|^2
  const float gain = tensor::dot(order, step, moment) + ridge * tensor::dot(order, step, step);
  sums.energy[i] = sums.energy[i] > gain ? sums.energy[i] - gain : 0.0f;
  tensor::add_scaled(order, 1.0f, step, row_of(work, candidate.expert, i));
}

void maximise_variance(const Workspace& work, Candidate& candidate, const Sums& sums) noexcept {
  const Settings& settings = work.settings();
  const float floor = settings.sigma_floor * settings.sigma_floor;
  const float common = pool_variance(candidate, sums);
  for (std::uint32_t i = 0; i < candidate.experts; ++i) {
    const float own = settings.shared_sigma ? common : (sums.energy[i] + drawn_by * common) / (sums.weight[i] + drawn_by);
    candidate.variance[i] = own > floor ? own : floor;
  }
}

bool form_gate_row(const Workspace& work, std::uint32_t row, const Candidate& candidate, const Sums& sums) noexcept {
  const std::uint32_t order = work.white_order();
  const std::uint32_t packed = packed_floats(order);
  const std::uint32_t i = row / order;
  const std::uint32_t a = row % order;
  // Block (i, j) of the Hessian is the symmetric matrix curvature(i, j).
  for (std::uint32_t column = 0; column <= row; ++column) {
    const std::uint32_t j = column / order;
    const std::uint32_t b = column % order;
    const float* block = sums.curvature + pair_index(j, i) * packed;
    sums.hessian[pair_index(column, row)] = block[a <= b ? pair_index(a, b) : pair_index(b, a)];
  }
  sums.step[row] =
      simd::fused(-work.settings().gate_ridge, row_of(work, candidate.gate, i)[a], row_of(work, sums.gradient, i)[a]);
  return tensor::factor_row(row, gate_ridge(work), sums.hessian);
}

void step_gate(const Workspace& work, const Candidate& candidate, const Sums& sums) noexcept {
  const std::uint32_t order = work.white_order();
  const std::uint32_t rows = candidate.experts - 1;
  tensor::solve_cholesky(rows * order, sums.hessian, sums.step);
  for (std::uint32_t i = 0; i < rows; ++i) {
    tensor::add_scaled(order, 1.0f, sums.step + i * order, row_of(work, candidate.gate, i));
  }
}

float measure_penalty(const Workspace& work, const Candidate& candidate, const Sums& sums) noexcept {
  float loss = work.settings().gate_ridge * tensor::dot(candidate.experts * work.row(), candidate.gate, candidate.gate);
  if (!work.settings().shared_sigma) {
    const float common = pool_variance(candidate, sums);
    for (std::uint32_t i = 0; i < candidate.experts; ++i) {
      loss += drawn_by * (tensor::logarithm(candidate.variance[i]) + common / candidate.variance[i]);
    }
  }
  return 0.5f * loss / static_cast<float>(work.samples());
}

}  // namespace motet::core::solve
