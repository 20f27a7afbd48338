// SPDX-License-Identifier: MIT
#include "descent/whiten_spread.hpp"

#include "tensor/eigen.hpp"
#include "tensor/vector.hpp"

namespace motet::core::descent {

namespace {

constexpr float farthest = 8.0f;  // deviations: a normal input lies there once in 10^15; beyond it would rule fourth moments

[[nodiscard]] float confine(float w) noexcept { return w > farthest ? farthest : w < -farthest ? -farthest : w; }

/// deviation_j of every column; false if no input has varied.
[[nodiscard]] bool find_deviations(const DescentView& d, float* deviation) noexcept {
  const float count = static_cast<float>(d.state->count);
  bool varied = false;
  for (std::uint32_t j = 0; j <= dim_of(d); ++j) {
    deviation[j] = simd::root(second(d)[pair_index(j, j)] / count);
    varied |= j < dim_of(d) && deviation[j] > 0.0f;
  }
  return varied;
}

/// second(d) becomes the correlations; a constant input gives a row of zeros.
void correlate(const DescentView& d, const float* deviation) noexcept {
  const float count = static_cast<float>(d.state->count);
  for (std::uint32_t j = 0; j < dim_of(d); ++j) {
    for (std::uint32_t i = 0; i <= j; ++i) {
      float& entry = second(d)[pair_index(i, j)];
      const float spread = count * deviation[i] * deviation[j];
      entry = spread > 0.0f ? entry / spread : 0.0f;
    }
  }
}

/// Directions that are not degenerate.
[[nodiscard]] std::uint32_t count_directions(const DescentView& d) noexcept {
  const float least = value(d)[0] / d.state->settings.condition_limit;
  std::uint32_t rank = 0;
  while (rank < dim_of(d) && value(d)[rank] > least) ++rank;
  return rank;
}

}  // namespace

Status find_white_frame(const DescentView& d) noexcept {
  const std::uint32_t dim = dim_of(d);
  const std::uint32_t stride = d.plan->stride();
  float* deviation = sample(d);
  if (!find_deviations(d, deviation)) return Status::constant_inputs;
  if (!(deviation[dim] > 0.0f)) return Status::constant_target;
  d.state->target_deviation = deviation[dim];
  correlate(d, deviation);
  tensor::decompose_symmetric(dim, second(d), value(d), forward(d), stride);
  d.state->rank = count_directions(d);
  for (std::uint32_t e = 0; e < d.state->rank; ++e) {
    float* row = forward(d) + e * stride;
    const float length = simd::root(value(d)[e]);
    for (std::uint32_t j = 0; j < dim; ++j) row[j] = deviation[j] > 0.0f ? row[j] / (length * deviation[j]) : 0.0f;
  }
  return Status::ok;
}

float whiten(const DescentView& d) noexcept {
  const std::uint32_t dim = dim_of(d);
  float* z = sample(d);
  tensor::add_scaled(dim + 1, -1.0f, mean(d), z);
  const float target = z[dim] / d.state->target_deviation;
  tensor::fill(d.plan->row() - dim, 0.0f, z + dim);
  float* w = white(d);
  tensor::multiply_rows(d.state->rank, d.plan->stride() / 4, forward(d), z, w + 1);
  for (std::uint32_t e = 1; e <= d.state->rank; ++e) w[e] = confine(w[e]);
  w[0] = 1.0f;
  return confine(target);
}

}  // namespace motet::core::descent
