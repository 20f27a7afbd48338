// SPDX-License-Identifier: MIT
#include "start/whiten.hpp"

#include "tensor/eigen.hpp"
#include "tensor/packed.hpp"
#include "tensor/vector.hpp"

namespace motet::core::solve {

namespace {

/// A variance this small beside the squared mean is rounding.
[[nodiscard]] bool is_constant(float variance, float mean) noexcept {
  return !(variance > 4e-6f * mean * mean) || !(variance > 1e-24f);
}

struct Spread {
  float mean, deviation;  // deviation 0: constant
};

/// Mean and deviation of z_j in the frame.
[[nodiscard]] Spread measure_input(const tensor::Levels& m, float samples, std::uint32_t j) noexcept {
  const float mean = tensor::moment(m, 0, 0, 0, j) / samples;
  const float variance = simd::fused(-mean, mean, tensor::moment(m, 0, 0, j, j) / samples);
  return {mean, is_constant(variance, mean) ? 0.0f : simd::root(variance)};
}

[[nodiscard]] Status measure_target(const tensor::Levels& m, Whitening& white) noexcept {
  const float mean = tensor::moment(m, 1, 0, 0, 0) / white.samples;
  const float variance = simd::fused(-mean, mean, tensor::moment(m, 2, 0, 0, 0) / white.samples);
  if (is_constant(variance, mean)) return Status::constant_target;
  white.target_mean = mean;
  white.target_deviation = simd::root(variance);
  return Status::ok;
}

}  // namespace

Status whiten(Workspace& work) noexcept {
  Whitening& white = work.white;
  const tensor::Levels m = work.levels();
  const std::uint32_t dim = work.dim();
  const std::uint32_t stride = padded(dim);
  const std::uint32_t row = work.row();
  Shelf shelf(work.scratch);
  float* correlation = shelf.take(pair_count(dim));
  float* directions = shelf.take(dim * stride);
  float* values = shelf.take(dim);
  float* deviation = shelf.take(dim);

  tensor::fill(2 * dim * row, 0.0f, white.forward);  // forward and inverse lie side by side
  white.samples = tensor::moment(m, 0, 0, 0, 0);
  white.effective = core::effective_samples(work.source());
  std::uint32_t varying = 0;
  for (std::uint32_t j = 0; j < dim; ++j) {
    const Spread spread = measure_input(m, white.samples, 1 + j);
    white.mean(j, row) = spread.mean;
    deviation[j] = spread.deviation;
    varying += spread.deviation > 0.0f ? 1u : 0u;
  }
  if (varying == 0) return Status::constant_inputs;
  if (const Status status = measure_target(m, white); status != Status::ok) return status;

  // corr_ij = (E[z_i z_j] - mean_i mean_j) / (D_i D_j); a constant input gives a row of zeros
  for (std::uint32_t j = 0; j < dim; ++j) {
    for (std::uint32_t i = 0; i <= j; ++i) {
      const float scale = deviation[i] * deviation[j];
      const float product = tensor::moment(m, 0, 0, 1 + i, 1 + j) / white.samples;
      correlation[pair_index(i, j)] =
          scale > 0.0f ? simd::fused(-white.mean(i, row), white.mean(j, row), product) / scale : 0.0f;
    }
  }
  tensor::decompose_symmetric(dim, correlation, values, directions, stride);

  white.rank = 1;  // the largest is never degenerate, not even beside itself at a limit of 1
  while (white.rank < dim && values[white.rank] > values[0] / work.settings().condition_limit) ++white.rank;
  if (white.rank < dim && !work.settings().drop_collinear) return Status::ill_conditioned;
  white.condition = values[0] / values[white.rank - 1];

  for (std::uint32_t e = 0; e < white.rank; ++e) {
    const float length = simd::root(values[e]);
    float* forward = white.forward + e * row;
    float* inverse = white.inverse + e * row;
    for (std::uint32_t j = 0; j < dim; ++j) {
      if (!(deviation[j] > 0.0f)) continue;
      forward[1 + j] = directions[e * stride + j] / (length * deviation[j]);
      inverse[1 + j] = directions[e * stride + j] * length * deviation[j];
      forward[0] = simd::fused(-forward[1 + j], white.mean(j, row), forward[0]);
    }
  }
  tensor::copy(dim, stream::frame_scale(work.estimator), white.scale);
  white.target_scale = work.estimator.state->target_scale;
  return Status::ok;
}

void whiten_matrix(const Workspace& work, const float* g, float* matrix, float* image) noexcept {
  for (std::uint32_t b = 0; b < work.white.rank; ++b) {
    tensor::multiply(work.order(), g, work.white.forward + b * work.row(), image);
    for (std::uint32_t a = 0; a <= b; ++a) {
      matrix[pair_index(a, b)] = tensor::dot(work.order(), image, work.white.forward + a * work.row());
    }
  }
}

float measure_skewness(const Workspace& work) noexcept {
  const float weights[4] = {1.0f / work.white.samples, 0.0f, 0.0f, 0.0f};
  Shelf shelf(work.scratch);
  float* matrix = shelf.take(pair_count(work.order()));
  float* row = shelf.take(4 * row_tiles(work.dim()));
  float* image = shelf.take(work.order());
  float skewness = 0.0f;
  for (std::uint32_t a = 0; a < work.white.rank; ++a) {
    tensor::contract(work.levels(), weights, work.white.forward + a * work.row(), matrix, row);
    for (std::uint32_t b = 0; b < work.white.rank; ++b) {
      tensor::multiply(work.order(), matrix, work.white.forward + b * work.row(), image);
      for (std::uint32_t c = 0; c < work.white.rank; ++c) {
        const float moment = tensor::dot(work.order(), image, work.white.forward + c * work.row());
        skewness = simd::fused(moment, moment, skewness);
      }
    }
  }
  return skewness;
}

}  // namespace motet::core::solve
