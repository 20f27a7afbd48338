// SPDX-License-Identifier: MIT
#include "descent/descend_experts.hpp"

#include "descent/quartic.hpp"
#include "tensor/unit.hpp"
#include "tensor/vector.hpp"

namespace motet::core::descent {

namespace {

constexpr float mu = 0.5f;      // [MOKV20]
constexpr float lambda = 3.0f;  // holds the norms: the minimiser has norm^2 = lambda / (lambda - mu) at weight 1
// The pull on the norm, 4 lambda (norm^2 - 1) norm, is as strong at norm^2 = 1.35; only the tails of t^4 are stronger.
constexpr float longest_gradient = 5.0f;
// Deviations of y a deviation of x. The squared slopes, weighted by the shares of the experts, add up to about 1 at most: an
// expert with a ninth of the samples is no steeper, and one with fewer is not found.
constexpr float longest_slope = 3.0f;

/// u'v in the metric of x in this space, diag(1 / l).
[[nodiscard]] float inner(const DescentView& d, const float* u, const float* v) noexcept {
  float sum = 0.0f;
  for (std::uint32_t a = 0; a < d.state->order; ++a) sum = simd::fused(u[a] / value(d)[a], v[a], sum);
  return sum;
}

void measure_inner_products(const DescentView& d) noexcept {
  const std::uint32_t experts = experts_of(d);
  for (std::uint32_t i = 0; i < experts; ++i) {
    share(d)[i] = tensor::dot(d.state->order, vector(d, i), image(d));
    for (std::uint32_t j = 0; j <= i; ++j) {
      gram(d)[i * experts + j] = gram(d)[j * experts + i] = inner(d, vector(d, i), vector(d, j));
    }
  }
}

/// next_i = the gradient of the loss by expert i.
void find_gradient(const DescentView& d, std::uint32_t i, float label) noexcept {
  const std::uint32_t experts = experts_of(d);
  const std::uint32_t order = d.state->order;
  float* gradient = next(d, i);
  const float input = differentiate(experts, i, label, mu, share(d), gram(d), pull(d));
  tensor::fill(order, 0.0f, gradient);
  for (std::uint32_t j = 0; j < experts; ++j) tensor::add_scaled(order, pull(d)[j], vector(d, j), gradient);
  for (std::uint32_t a = 0; a < order; ++a) gradient[a] /= value(d)[a];
  tensor::add_scaled(order, input, image(d), gradient);
  const float excess = tensor::dot(order, vector(d, i), vector(d, i)) - 1.0f;
  tensor::add_scaled(order, 4.0f * lambda * excess, vector(d, i), gradient);
}

/// step (1 + n / slow_after)^-3/4
[[nodiscard]] float step_length(const DescentState& state) noexcept {
  const float half = simd::root(1.0f + static_cast<float>(state.count) / slow_after);
  return state.settings.step / (half * simd::root(half));
}

using tensor::magnitude;

/// The length of slope `i` with its sign; `norm` = |T2 a_i|.
[[nodiscard]] float signed_length(const DescentView& d, std::uint32_t i, float norm) noexcept {
  const float along = magnitude(first(d)[i]);
  const float length = d.state->settings.project ? norm / along : simd::root(magnitude(third(d)[i]) / along);
  const float most = length < longest_slope ? length : longest_slope;  // also where it is not a number
  return third(d)[i] < 0.0f ? -most : most;
}

}  // namespace

void start_experts(const DescentView& d) noexcept {
  for (std::uint32_t i = 0; i < experts_of(d); ++i) {
    tensor::fill(d.plan->stride(), 0.0f, vector(d, i));
    tensor::fill(d.plan->stride(), 0.0f, average(d, i));
    vector(d, i)[i] = 1.0f;
  }
}

void descend(const DescentView& d, float t) noexcept {
  const std::uint32_t experts = experts_of(d);
  const std::uint32_t order = d.state->order;
  const float balance = d.state->settings.project ? 1.0f / static_cast<float>(experts) : static_cast<float>(experts);
  const float square = t * t;
  const float label = balance / 24.0f * (square * (square - 6.0f) + 3.0f);
  measure_inner_products(d);
  for (std::uint32_t i = 0; i < experts; ++i) find_gradient(d, i, label);
  const float step = step_length(*d.state);
  const float weight = late_weight(d.state->count);
  for (std::uint32_t i = 0; i < experts; ++i) {
    const float length = simd::root(tensor::dot(order, next(d, i), next(d, i)));
    const float clip = length > longest_gradient ? longest_gradient / length : 1.0f;
    tensor::add_scaled(order, -step * clip, next(d, i), vector(d, i));
    for (std::uint32_t a = 0; a < order; ++a) {
      float& slow = average(d, i)[a];
      slow = simd::fused(weight, vector(d, i)[a] - slow, slow);
    }
  }
}

void settle_experts(const DescentView& d) noexcept {
  const std::uint32_t order = d.state->order;
  for (std::uint32_t i = 0; i < experts_of(d); ++i) {
    const float norm = simd::root(tensor::dot(order, average(d, i), average(d, i)));
    const float scale = norm > 0.0f ? 1.0f / norm : 0.0f;
    for (std::uint32_t a = 0; a < order; ++a) vector(d, i)[a] = scale * average(d, i)[a];
    first(d)[i] = third(d)[i] = 0.0f;
  }
}

void add_to_lengths(const DescentView& d, float t) noexcept {
  const float each = 1.0f / static_cast<float>(d.state->count);
  const float cubic = (t * (t * t - 3.0f) - d.state->third) / 6.0f;
  for (std::uint32_t i = 0; i < experts_of(d); ++i) {
    const float p = tensor::dot(d.state->order, vector(d, i), image(d));
    const float uu = inner(d, vector(d, i), vector(d, i));
    first(d)[i] += each * (t * p - first(d)[i]);
    third(d)[i] += each * (cubic * contract_third(p, uu) - third(d)[i]);
  }
}

void write_slopes(const DescentView& d) noexcept {
  const std::uint32_t rank = d.state->rank;
  for (std::uint32_t i = 0; i < experts_of(d); ++i) {
    float* row = slope(d, i);
    tensor::fill(d.plan->row(), 0.0f, row);
    // U l a_i = sum_a l_a^1/2 a_ia u_a = sum_a l_a a_ia functional_a
    for (std::uint32_t a = 0; a < d.state->order; ++a) {
      const float part = value(d)[a] * vector(d, i)[a];
      tensor::add_scaled(rank, part, functional(d) + a * d.plan->stride(), row + 1);
    }
    const float norm = simd::root(tensor::dot(rank, row + 1, row + 1));
    const float scale = norm > 0.0f ? signed_length(d, i, norm) / norm : 0.0f;
    for (std::uint32_t e = 1; e <= rank; ++e) row[e] *= scale;
  }
}

}  // namespace motet::core::descent
