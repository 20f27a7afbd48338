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

/// Rotates the planes (p, q), p < q, of the rows q from `from` to `end`; false if there was nothing to rotate.
[[nodiscard]] bool sweep(std::uint32_t order, std::uint32_t from, std::uint32_t end, float* a, float* vectors,
                         std::uint32_t stride) noexcept {
  bool rotated = false;
  for (std::uint32_t q = from; q < end; ++q) {
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

/// The first row behind half of the planes.
[[nodiscard]] std::uint32_t find_middle(std::uint32_t order) noexcept {
  std::uint32_t row = 1;
  while (2 * row * (row - 1) < order * (order - 1)) ++row;
  return row;
}

}  // namespace

void Sweeps::begin() const noexcept {
  fill(order_ * stride_, 0.0f, vectors_);
  for (std::uint32_t e = 0; e < order_; ++e) vectors_[e * stride_ + e] = 1.0f;
}

void Sweeps::advance(std::uint32_t half) noexcept {
  if (idle_ == 2) return;
  const std::uint32_t middle = find_middle(order_);
  const bool first = half % 2 == 0;
  const bool rotated = sweep(order_, first ? 1 : middle, first ? middle : order_, a_, vectors_, stride_);
  idle_ = rotated ? 0 : idle_ + 1;
}

void Sweeps::end(float* values) const noexcept {
  for (std::uint32_t e = 0; e < order_; ++e) values[e] = entry(a_, e, e);
  sort_falling(order_, values, vectors_, stride_);
}

void decompose_symmetric(std::uint32_t order, float* a, float* values, float* vectors, std::uint32_t stride) noexcept {
  Sweeps sweeps(order, a, vectors, stride);
  sweeps.begin();
  for (std::uint32_t half = 0; half < Sweeps::half_sweeps; ++half) sweeps.advance(half);
  sweeps.end(values);
}

}  // namespace motet::core::tensor
