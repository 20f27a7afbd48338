// SPDX-License-Identifier: MIT
#include "descent/directions.hpp"

#include "tensor/eigen.hpp"
#include "tensor/vector.hpp"

namespace motet::core::descent {

namespace {

/// The white axes, for comparison.
void take_all_directions(const DescentView& d) noexcept {
  const std::uint32_t stride = d.plan->stride();
  d.state->order = d.state->rank;
  tensor::fill(d.state->rank * stride, 0.0f, functional(d));
  for (std::uint32_t a = 0; a < d.state->rank; ++a) {
    functional(d)[a * stride + a] = 1.0f;
    value(d)[a] = 1.0f;
  }
}

}  // namespace

void add_to_second(const DescentView& d, float t) noexcept {
  const float* w = white(d) + 1;
  const float square = t * t - 1.0f;
  for (std::uint32_t j = 0; j < d.state->rank; ++j) {
    float* column = second(d) + pair_index(0, j);
    tensor::add_scaled(j + 1, square * w[j], w, column);
    column[j] -= square;
  }
  d.state->third += (t * t * t - d.state->third) / static_cast<float>(d.state->count);
}

bool find_directions(const DescentView& d) noexcept {
  const std::uint32_t rank = d.state->rank;
  const std::uint32_t experts = experts_of(d);
  if (experts > rank) return false;
  if (!d.state->settings.project) {
    take_all_directions(d);
    return true;
  }
  const float count = static_cast<float>(d.state->count);
  for (std::uint32_t at = 0; at < pair_count(rank); ++at) second(d)[at] *= 0.5f / count;
  tensor::decompose_symmetric(rank, second(d), value(d), functional(d), d.plan->stride());
  // An entry has deviation about sqrt(1 / 2n), twice that where the target follows x; the largest eigenvalue of such noise is
  // 2 sqrt(rank) of them.
  const float noise = 2.8284271f * simd::root(static_cast<float>(rank) / count);
  if (!(value(d)[experts - 1] > noise)) return false;
  d.state->order = experts;
  for (std::uint32_t a = 0; a < experts; ++a) {
    const float length = simd::root(value(d)[a]);
    float* row = functional(d) + a * d.plan->stride();
    for (std::uint32_t e = 0; e < rank; ++e) row[e] /= length;
  }
  return true;
}

void project(const DescentView& d) noexcept {
  const std::uint32_t stride = d.plan->stride();
  for (std::uint32_t a = 0; a < d.state->order; ++a) {
    image(d)[a] = tensor::dot(d.state->rank, functional(d) + a * stride, white(d) + 1);
  }
}

}  // namespace motet::core::descent
