// SPDX-License-Identifier: MIT
#include "descent/spread.hpp"

#include "tensor/unit.hpp"
#include "tensor/vector.hpp"

namespace motet::core::descent {

namespace {

using tensor::far_out;
using tensor::floor_power;
using tensor::magnitude;
using tensor::near_in;

constexpr float farthest = 1e6f;  // units: far beyond what whiten_spread lets pass, and no product of it overflows

/// The unit of column `c` has grown by 1 / factor.
[[gnu::noinline, gnu::cold]] void widen(const DescentView& d, std::uint32_t c, float factor) noexcept {
  scale(d)[c] *= factor;
  mean(d)[c] *= factor;
  float* m = second(d);
  for (std::uint32_t i = 0; i <= c; ++i) m[pair_index(i, c)] *= factor;
  for (std::uint32_t j = c; j <= dim_of(d); ++j) m[pair_index(c, j)] *= factor;
}

/// No unit is so small that a difference within the range would overflow in it.
[[nodiscard]] float choose_unit(const DescentView& d, float off) noexcept {
  const float least = d.state->settings.range * (2.0f * tensor::least_unit);
  return floor_power(off > least ? off : 2.0f * least);
}

void measure_column(const DescentView& d, std::uint32_t c, float v) noexcept {
  const float off = v - shift(d)[c];
  if (off != 0.0f && scale(d)[c] == 0.0f) scale(d)[c] = 1.0f / choose_unit(d, magnitude(off));
  float& z = sample(d)[c];
  z = off * scale(d)[c];
  if (tensor::within(far_out, z)) return;
  const float factor = floor_power(near_in / magnitude(z));
  widen(d, c, factor);
  z *= factor;
}

[[nodiscard]] float confine(float z) noexcept { return z > farthest ? farthest : z < -farthest ? -farthest : z; }

}  // namespace

void measure(const DescentView& d, const float* x, float y) noexcept {
  const std::uint32_t dim = dim_of(d);
  if (d.state->count == 0) {
    tensor::copy(dim, x, shift(d));
    shift(d)[dim] = y;
  }
  for (std::uint32_t j = 0; j < dim; ++j) measure_column(d, j, x[j]);
  measure_column(d, dim, y);
}

void add_to_spread(const DescentView& d) noexcept {
  const std::uint32_t order = dim_of(d) + 1u;
  const float count = static_cast<float>(d.state->count);
  float* delta = sample(d);
  tensor::add_scaled(order, -1.0f, mean(d), delta);
  tensor::add_scaled(order, 1.0f / count, delta, mean(d));
  const float weight = (count - 1.0f) / count;
  for (std::uint32_t j = 0; j < order; ++j) {
    tensor::add_scaled(j + 1, weight * delta[j], delta, second(d) + pair_index(0, j));
  }
}

void measure_within(const DescentView& d, const float* x, float y) noexcept {
  const std::uint32_t dim = dim_of(d);
  for (std::uint32_t j = 0; j < dim; ++j) sample(d)[j] = confine((x[j] - shift(d)[j]) * scale(d)[j]);
  sample(d)[dim] = confine((y - shift(d)[dim]) * scale(d)[dim]);
}

}  // namespace motet::core::descent
