// SPDX-License-Identifier: MIT
#include "start/power.hpp"

#include "tensor/vector.hpp"

namespace motet::core::solve {

namespace {

constexpr float small_step = 1e-6f;  // |v_new - v|: converged

/// image_a = sum_bc T_abc v_b v_c.
void apply(std::uint32_t order, const float* cube, const float* v, float* image) noexcept {
  for (std::uint32_t a = 0; a < order; ++a) {
    image[a] = 0.0f;
    for (std::uint32_t b = 0; b < order; ++b) {
      image[a] = simd::fused(v[b], tensor::dot(order, cube + (a * order + b) * order, v), image[a]);
    }
  }
}

/// v / |v|; false if v is zero.
[[nodiscard]] bool normalise(std::uint32_t order, float* v) noexcept {
  const float length = simd::root(tensor::dot(order, v, v));
  if (!(length > 1e-20f)) return false;
  for (std::uint32_t a = 0; a < order; ++a) v[a] /= length;
  return true;
}

/// The first starts are the axes, the others a fixed sequence of directions.
void place_start(std::uint32_t order, std::uint32_t start, float* v) noexcept {
  std::uint32_t state = start * 2654435761u + 1u;
  for (std::uint32_t a = 0; a < order; ++a) {
    state = state * 1664525u + 1013904223u;
    const float random = static_cast<float>(static_cast<std::int32_t>(state >> 8) - (1 << 23)) / 8388608.0f;
    v[a] = start < order ? (a == start ? 1.0f : 0.0f) : random;
  }
}

}  // namespace

void begin_start(std::uint32_t order, const float* cube, std::uint32_t start, core::Climb& climb, float* v,
                 float* image) noexcept {
  climb = {};
  place_start(order, start, v);
  climb.begun = normalise(order, v);
  if (climb.begun) apply(order, cube, v, image);
}

void iterate(std::uint32_t order, const float* cube, std::uint32_t ceiling, core::Climb& climb, float* v,
             float* image) noexcept {
  while (climb.begun && !climb.converged && climb.passes < ceiling) {
    ++climb.passes;
    climb.begun = normalise(order, image);
    if (!climb.begun) return;
    float moved = 0.0f;
    for (std::uint32_t a = 0; a < order; ++a) {
      moved = simd::fused(image[a] - v[a], image[a] - v[a], moved);
      v[a] = image[a];
    }
    climb.converged = moved < small_step * small_step;
    apply(order, cube, v, image);
  }
}

namespace {

/// What a start has come to.
[[nodiscard]] Component weigh(std::uint32_t order, const core::Climb& climb, const float* v, const float* image) noexcept {
  Component found;
  found.iterations = climb.passes;
  found.converged = climb.converged;
  if (!climb.begun) return found;
  found.lambda = tensor::dot(order, image, v);
  float residual = 0.0f;
  for (std::uint32_t a = 0; a < order; ++a) {
    const float off = image[a] - found.lambda * v[a];
    residual = simd::fused(off, off, residual);
  }
  const float size = found.lambda < 0.0f ? -found.lambda : found.lambda;
  found.residual = size > 1e-20f ? simd::root(residual) / size : 0.0f;
  return found;
}

}  // namespace

void keep_larger(std::uint32_t order, std::uint32_t start, const core::Climb& climb, const float* trial, const float* image,
                 Component& best, float* v) noexcept {
  const Component found = weigh(order, climb, trial, image);
  if (start != 0 && !(found.lambda > best.lambda)) return;
  best = found;
  tensor::copy(order, trial, v);
}

void deflate(std::uint32_t order, float lambda, const float* v, float* cube) noexcept {
  for (std::uint32_t a = 0; a < order; ++a) {
    for (std::uint32_t b = 0; b < order; ++b) {
      tensor::add_scaled(order, -lambda * v[a] * v[b], v, cube + (a * order + b) * order);
    }
  }
}

}  // namespace motet::core::solve
