// SPDX-License-Identifier: MIT
#include "tensor/eigen.hpp"

#include "motet/detail/plan.hpp"
#include "tensor/vector.hpp"

namespace motet::core::tensor {

namespace {

[[nodiscard]] float& entry(float* a, std::uint32_t i, std::uint32_t j) noexcept {
  return a[i <= j ? pair_index(i, j) : pair_index(j, i)];
}

/// (x, y) = (c x - s y, s x + c y).
void rotate(float c, float s, float& x, float& y) noexcept {
  const float old = x;
  x = simd::fused(c, old, -(s * y));
  y = simd::fused(s, old, c * y);
}

/// Makes a_pq zero.
void rotate_plane(std::uint32_t order, std::uint32_t p, std::uint32_t q, float* a, float* vectors,
                  std::uint32_t stride) noexcept {
  const float off = entry(a, p, q);
  // t = tan of the smaller angle that solves t^2 + 2 theta t - 1 = 0
  const float theta = (entry(a, q, q) - entry(a, p, p)) / (2.0f * off);
  const float magnitude = theta < 0.0f ? -theta : theta;
  const float t_abs = magnitude > 1e9f ? 0.5f / magnitude : 1.0f / (magnitude + simd::root(simd::fused(theta, theta, 1.0f)));
  const float t = theta < 0.0f ? -t_abs : t_abs;
  const float c = 1.0f / simd::root(simd::fused(t, t, 1.0f));
  const float s = t * c;
  entry(a, p, p) = simd::fused(-t, off, entry(a, p, p));
  entry(a, q, q) = simd::fused(t, off, entry(a, q, q));
  entry(a, p, q) = 0.0f;
  for (std::uint32_t i = 0; i < order; ++i) {
    if (i != p && i != q) rotate(c, s, entry(a, i, p), entry(a, i, q));
  }
  for (std::uint32_t i = 0; i < order; ++i) rotate(c, s, vectors[p * stride + i], vectors[q * stride + i]);
}

void sort_falling(std::uint32_t order, float* values, float* vectors, std::uint32_t stride) noexcept {
  for (std::uint32_t e = 0; e + 1 < order; ++e) {
    std::uint32_t largest = e;
    for (std::uint32_t f = e + 1; f < order; ++f) largest = values[f] > values[largest] ? f : largest;
    if (largest == e) continue;
    const float value = values[e];
    values[e] = values[largest];
    values[largest] = value;
    for (std::uint32_t i = 0; i < order; ++i) {
      const float held = vectors[e * stride + i];
      vectors[e * stride + i] = vectors[largest * stride + i];
      vectors[largest * stride + i] = held;
    }
  }
}

}  // namespace

void begin_sweeps(std::uint32_t order, float* vectors, std::uint32_t stride) noexcept {
  fill(order * stride, 0.0f, vectors);
  for (std::uint32_t e = 0; e < order; ++e) vectors[e * stride + e] = 1.0f;
}

bool sweep(std::uint32_t order, float* a, float* vectors, std::uint32_t stride) noexcept {
  bool rotated = false;
  for (std::uint32_t q = 1; q < order; ++q) {
    for (std::uint32_t p = 0; p < q; ++p) {
      const float off = entry(a, p, q);
      const float scale = simd::root(entry(a, p, p) * entry(a, p, p) + entry(a, q, q) * entry(a, q, q));
      const float size = off < 0.0f ? -off : off;
      if (size <= 1e-8f * scale || size < 1e-30f) continue;
      rotate_plane(order, p, q, a, vectors, stride);
      rotated = true;
    }
  }
  return rotated;
}

void end_sweeps(std::uint32_t order, float* a, float* values, float* vectors, std::uint32_t stride) noexcept {
  for (std::uint32_t e = 0; e < order; ++e) values[e] = entry(a, e, e);
  sort_falling(order, values, vectors, stride);
}

void decompose_symmetric(std::uint32_t order, float* a, float* values, float* vectors, std::uint32_t stride) noexcept {
  begin_sweeps(order, vectors, stride);
  for (std::uint32_t n = 0; n < max_sweeps && sweep(order, a, vectors, stride); ++n) {
  }
  end_sweeps(order, a, values, vectors, stride);
}

}  // namespace motet::core::tensor
