// SPDX-License-Identifier: MIT
#include "family/maximise_general.hpp"

#include "tensor/cholesky.hpp"

namespace motet::core::family {

namespace {

constexpr float boldest = 0.5f;  // of 1 + the length of a curved expert's row, in units of its input
constexpr float least_damping = 1e-6f;
constexpr float most_damping = 1e3f;

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

void maximise_curved(const Task& task, std::uint32_t i, float damping, const Sums& sums) noexcept {
  const Workspace& work = task.work;
  const std::uint32_t order = work.white_order();
  float* normal = sums.normal + i * packed_floats(order);
  float* step = row_of(work, sums.moment, i);
  const float ridge = simd::fused(damping, average_diagonal(order, normal), solve::expert_ridge(work));
  if (!tensor::factor_cholesky(order, ridge, normal)) return;
  tensor::solve_cholesky(order, normal, step);
  shorten(task, row_of(work, work.current.expert, i), step);
  tensor::add_scaled(order, 1.0f, step, row_of(work, work.current.expert, i));
}

void maximise_decision(const Task& task, std::uint32_t n, const Sums& sums) noexcept {
  const Workspace& work = task.work;
  const std::uint32_t order = work.white_order();
  float* curvature = sums.curvature + n * packed_floats(order);
  float* step = row_of(work, sums.gradient, n);
  float* gate = row_of(work, work.current.gate, n);
  tensor::add_scaled(order, -work.settings().gate_ridge, gate, step);
  if (!tensor::factor_cholesky(order, solve::gate_ridge(work), curvature)) return;
  tensor::solve_cholesky(order, curvature, step);
  tensor::add_scaled(order, 1.0f, step, gate);
}

void Task::maximise_expert(std::uint32_t i, const Sums& sums) const noexcept {
  if (form.activation[i].linear()) return solve::maximise_expert(work, i, work.current, sums);
  maximise_curved(*this, i, work.course().climb.damping, sums);
}

std::uint32_t Task::gate_parts() const noexcept {
  return form.tree() ? form.experts - 1 : (form.experts - 1) * work.white_order();
}

bool Task::maximise_gate_part(std::uint32_t part, const Sums& sums) const noexcept {
  if (!form.tree()) return solve::form_gate_row(work, part, work.current, sums);
  maximise_decision(*this, part, sums);
  return true;
}

void Task::step_gate(const Sums& sums) const noexcept {
  if (!form.tree()) solve::step_gate(work, work.current, sums);
}

void Task::stiffen(core::Climb& climb) noexcept {
  climb.damping = climb.damping < most_damping ? 4.0f * climb.damping : most_damping;
}

void Task::relax(core::Climb& climb) noexcept {
  climb.damping = climb.damping > 4.0f * least_damping ? 0.25f * climb.damping : least_damping;
}

}  // namespace motet::core::family
