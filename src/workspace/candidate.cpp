// SPDX-License-Identifier: MIT
#include "workspace/candidate.hpp"

#include <limits>

#include "tensor/vector.hpp"

namespace motet::core::solve {

namespace {

/// Units of y to a deviation of y.
[[nodiscard]] float target_unit(const Workspace& work) noexcept {
  return work.white.target_deviation / work.white.target_scale;
}

/// An affine function in user's units: value at a centre, and slopes.
struct Affine {
  float* value;
  float* slope;
};

/// Where the centre lies in the frame: its rounding in user's units included.
[[nodiscard]] float frame_of(const Workspace& work, const float* centre, std::uint32_t j) noexcept {
  return (centre[j] - stream::frame_shift(work.estimator)[j]) * work.white.scale[j];
}

/// to = row'w as a function of x, times `unit`.
void write_affine(const Workspace& work, const float* row, float unit, const float* centre, const Affine& to) noexcept {
  const float* scale = work.white.scale;
  *to.value = row[0];
  tensor::fill(padded(work.dim()), 0.0f, to.slope);
  for (std::uint32_t e = 0; e < work.white.rank; ++e) {
    const float* forward = work.white.forward + e * work.row();
    float at_centre = forward[0];
    for (std::uint32_t j = 0; j < work.dim(); ++j)
      at_centre = simd::fused(forward[1 + j], frame_of(work, centre, j), at_centre);
    *to.value = simd::fused(row[1 + e], at_centre, *to.value);
    tensor::add_scaled(work.dim(), row[1 + e], forward + 1, to.slope);
  }
  *to.value *= unit;
  for (std::uint32_t j = 0; j < work.dim(); ++j) to.slope[j] *= unit * scale[j];
}

/// row = the affine function in white coordinates, divided by `unit`.
void read_affine(const Workspace& work, float value, const float* slope, float unit, const float* centre, float* row) noexcept {
  const float* scale = work.white.scale;
  tensor::fill(work.row(), 0.0f, row);
  row[0] = value / unit;
  for (std::uint32_t j = 0; j < work.dim(); ++j) {
    const float steep = slope[j] / (unit * scale[j]);
    const float mean = work.white.mean(j, work.row());
    row[0] = simd::fused(steep, mean - frame_of(work, centre, j), row[0]);
    for (std::uint32_t e = 0; e < work.white.rank; ++e) {
      row[1 + e] = simd::fused(steep, work.white.inverse[e * work.row() + 1 + j], row[1 + e]);
    }
  }
}

/// The model in scratch is all zero but for its centre, the mean.
void begin_model(const Workspace& work, const core::ModelShape& shape) noexcept {
  float* p = work.scratch;
  tensor::fill(shape.floats(), 0.0f, p);
  float* centre = p + shape.centre();
  for (std::uint32_t j = 0; j < work.dim(); ++j) {
    centre[j] = stream::frame_shift(work.estimator)[j] + work.white.mean(j, work.row()) / work.white.scale[j];
  }
  p[shape.target()] = work.estimator.state->target_shift;
}

[[nodiscard]] bool all_finite(const float* values, std::uint32_t count) noexcept {
  for (std::uint32_t i = 0; i < count; ++i) {
    if (!(values[i] - values[i] == 0.0f)) return false;
  }
  return true;
}

}  // namespace

void begin_annealing(const Workspace& work, const Candidate& candidate) noexcept {
  const float start = work.settings().sigma_start;
  tensor::fill(candidate.experts, start * start, candidate.variance);
}

void clear(const Workspace& work, std::uint32_t count, Candidate& candidate) noexcept {
  candidate.experts = count;
  candidate.loglik = 0.0f;
  tensor::fill(count * work.row(), 0.0f, candidate.expert);
  tensor::fill(count * work.row(), 0.0f, candidate.gate);
  begin_annealing(work, candidate);
  tensor::fill(count, 0.0f, candidate.weight);
}

void copy(const Workspace& work, const Candidate& from, Candidate& to) noexcept {
  to.experts = from.experts;
  to.loglik = from.loglik;
  tensor::copy(from.experts * work.row(), from.expert, to.expert);
  tensor::copy(from.experts * work.row(), from.gate, to.gate);
  tensor::copy(from.experts, from.variance, to.variance);
  tensor::copy(from.experts, from.weight, to.weight);
}

void fix_gauge(const Workspace& work, const Candidate& candidate) noexcept {
  const float* last = row_of(work, candidate.gate, candidate.experts - 1);
  for (std::uint32_t i = 0; i < candidate.experts; ++i) {
    tensor::add_scaled(work.row(), -1.0f, last, row_of(work, candidate.gate, i));
  }
}

void drop_expert(const Workspace& work, std::uint32_t i, Candidate& candidate) noexcept {
  --candidate.experts;
  for (; i < candidate.experts; ++i) {
    tensor::copy(work.row(), row_of(work, candidate.expert, i + 1), row_of(work, candidate.expert, i));
    tensor::copy(work.row(), row_of(work, candidate.gate, i + 1), row_of(work, candidate.gate, i));
    candidate.variance[i] = candidate.variance[i + 1];
    candidate.weight[i] = candidate.weight[i + 1];
  }
  fix_gauge(work, candidate);
}

float measure_distance(const Workspace& work, const float* a, const float* b) noexcept {
  float sum = 0.0f;
  for (std::uint32_t e = 0; e < work.white_order(); ++e) sum = simd::fused(a[e] - b[e], a[e] - b[e], sum);
  return sum;
}

Pair find_alike(const Workspace& work, const Candidate& candidate) noexcept {
  Pair alike{0, 1, std::numeric_limits<float>::max()};
  for (std::uint32_t j = 1; j < candidate.experts; ++j) {
    for (std::uint32_t i = 0; i < j; ++i) {
      const float distance = measure_distance(work, row_of(work, candidate.expert, i), row_of(work, candidate.expert, j));
      if (distance < alike.distance) alike = {i, j, distance};
    }
  }
  return alike;
}

void split_expert(const Workspace& work, std::uint32_t from, std::uint32_t to, float apart, bool tree,
                  const Candidate& candidate) noexcept {
  tensor::copy(work.row(), row_of(work, candidate.expert, from), row_of(work, candidate.expert, to));
  row_of(work, candidate.expert, to)[0] += apart;
  row_of(work, candidate.expert, from)[0] -= apart;
  if (tree) return;
  tensor::copy(work.row(), row_of(work, candidate.gate, from), row_of(work, candidate.gate, to));
  fix_gauge(work, candidate);
}

void read_model(const Workspace& work, const core::ModelView& model, Candidate& candidate) noexcept {
  const float unit = target_unit(work);
  const State& state = *work.estimator.state;
  const float* centre = model.parameters + model.shape.centre();
  clear(work, model.size.experts, candidate);
  for (std::uint32_t i = 0; i < candidate.experts; ++i) {
    float* row = row_of(work, candidate.expert, i);
    const float value =
        model.parameters[model.shape.intercept(i)] + (model.parameters[model.shape.target()] - state.target_shift);
    read_affine(work, value, model.parameters + model.shape.slope(i), unit, centre, row);
    row[0] -= work.white.target_mean / work.white.target_deviation;
    read_affine(work, model.parameters[model.shape.gate_intercept(i)], model.parameters + model.shape.gate_slope(i), 1.0f,
                centre, row_of(work, candidate.gate, i));
    const float sigma = model.parameters[model.shape.sigma(i)] / unit;
    candidate.variance[i] = sigma * sigma;
  }
}

void write_expert(const Workspace& work, const Candidate& candidate, std::uint32_t i, const core::ModelShape& shape) noexcept {
  float* p = work.scratch;
  const float unit = target_unit(work);
  const float* centre = p + shape.centre();
  if (i == 0) begin_model(work, shape);
  write_affine(work, row_of(work, candidate.expert, i), unit, centre, {p + shape.intercept(i), p + shape.slope(i)});
  p[shape.intercept(i)] += work.white.target_mean / work.white.target_scale;  // less the shift, which is the centre of y
  write_affine(work, row_of(work, candidate.gate, i), 1.0f, centre, {p + shape.gate_intercept(i), p + shape.gate_slope(i)});
  p[shape.sigma(i)] = simd::root(candidate.variance[i]) * unit;
}

bool put_in_force(const Workspace& work, std::uint32_t experts, const core::ModelStore& model) noexcept {
  if (!all_finite(work.scratch, model.shape.floats())) return false;
  tensor::copy(model.shape.floats(), work.scratch, model.parameters);
  *model.size = {work.dim(), experts};
  return true;
}

bool write_model(const Workspace& work, const Candidate& candidate, const core::ModelStore& model) noexcept {
  for (std::uint32_t i = 0; i < candidate.experts; ++i) write_expert(work, candidate, i, model.shape);
  return put_in_force(work, candidate.experts, model);
}

}  // namespace motet::core::solve
