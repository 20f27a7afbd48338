// SPDX-License-Identifier: MIT
#include "tensor/inverse.hpp"

#include "motet/detail/adaptation.hpp"
#include "tensor/vector.hpp"

namespace motet::core::tensor {

namespace {

constexpr float most = 1e25f;  // of any element

[[nodiscard]] float hold(float value) noexcept { return value > most ? most : value < -most ? -most : value; }

}  // namespace

void clear_inverse(std::uint32_t order, float information, float* p) noexcept {
  fill(inverse_floats(order), 0.0f, p);
  fill(order, 1.0f / information, p);
}

void scale_inverse(std::uint32_t order, std::uint32_t j, float factor, float* p) noexcept {
  const float back = 1.0f / factor;
  const float variance = hold(hold(p[j] * back) * back);
  p[j] = variance > 1.0f / most ? variance : 1.0f / most;
  float* column = p + padded(order);
  for (std::uint32_t m = 0; m < order; ++m) {
    if (m == j) {
      for (std::uint32_t l = 0; l < j; ++l) column[l] = hold(column[l] * factor);
    } else if (m > j) {
      column[j] = hold(column[j] * back);
    }
    column += padded(m);
  }
}

void forget(std::uint32_t order, float keep, float* p) noexcept {
  for (std::uint32_t j = 0; j < order; ++j) p[j] = hold(p[j] / keep);
}

float project(std::uint32_t order, const float* p, const float* z, float* f) noexcept {
  const float* column = p + padded(order);
  float sum = 0.0f;
  for (std::uint32_t j = 0; j < order; ++j) {
    float along = z[j] + simd::dot_words((j + 3) / 4, column, z);
    if (within(resolution * z[j], along)) along = 0.0f;
    f[j] = along;
    sum = simd::fused(p[j] * along, along, sum);
    column += padded(j);
  }
  return sum;
}

float absorb(std::uint32_t order, float weight, float keep, float largest, const float* f, float* p, float* gain) noexcept {
  const float grow = 1.0f / keep;
  float sum = 1.0f;      // 1 + weight z' P z over the columns so far
  float inverse = 1.0f;  // of it
  float* column = p + padded(order);
  simd::clear_words((order + 3) / 4, gain);
  for (std::uint32_t j = 0; j < order; ++j) {
    // v = d f;   s' = s + weight f v;   d <- d s / s';   u <- u - (weight f / s) gain;   gain <- gain + v u, gain_j = v
    const float d = p[j] * grow;
    const float value = d * f[j];
    const float weighted = weight * f[j];
    simd::shear((j + 3) / 4, -weighted * inverse, value, column, gain);
    const float before = sum;
    sum = simd::fused(weighted, value, sum);
    inverse = 1.0f / sum;
    const float next = d * (before * inverse);
    p[j] = next < largest ? next : largest;
    gain[j] = value;
    column += padded(j);
  }
  return sum;
}

void apply_inverse(std::uint32_t order, const float* p, const float* z, float* gain) noexcept {
  const float* column = p + padded(order);
  simd::clear_words((order + 3) / 4, gain);
  for (std::uint32_t j = 0; j < order; ++j) {
    const float value = p[j] * (z[j] + simd::dot_words((j + 3) / 4, column, z));
    simd::add_words((j + 3) / 4, value, column, gain);
    gain[j] = value;
    column += padded(j);
  }
}

}  // namespace motet::core::tensor
