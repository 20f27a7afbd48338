// SPDX-License-Identifier: MIT
#include <limits>

#include "motet/detail/view.hpp"
#include "tensor/elementary.hpp"
#include "tensor/normal.hpp"
#include "tensor/vector.hpp"

namespace motet::core {

namespace {

constexpr float least_level = 1e-3f;
constexpr float most_level = 0.999999f;  // a tail of 5e-7 lies within 5 deviations of an expert
constexpr float reach = 5.0f;            // deviations: the tail there is 2.9e-7
constexpr float near = 1e-5f;            // of the tail asked for
constexpr std::uint32_t ceiling = 64;

/// The mixture at one x, less the centre of y; mirrored when the lower tail is asked for.
struct Tails {
  std::uint32_t experts;
  float mean[max_experts];
  float probability[max_experts];
  const float* sigma;
};

/// P(y > at) and the density there.
[[nodiscard]] tensor::Normal evaluate_tail(const Tails& mixture, float at) noexcept {
  tensor::Normal sum{0.0f, 0.0f};
  for (std::uint32_t i = 0; i < mixture.experts; ++i) {
    const tensor::Normal each = tensor::evaluate_normal((at - mixture.mean[i]) / mixture.sigma[i]);
    sum.tail = simd::fused(mixture.probability[i], each.tail, sum.tail);
    sum.density = simd::fused(mixture.probability[i], each.density / mixture.sigma[i], sum.density);
  }
  return sum;
}

/// Where P(y > at) = tail <= 1/2: Newton steps of the logarithm, which is nearly straight in the tail, between two bounds;
/// these are halved where a step would leave them, or the last one gained less than half.
[[nodiscard]] float find_quantile(const Tails& mixture, float tail) noexcept {
  // Every expert leaves more than half above the lowest mean, and less than the tail above the highest mean and reach.
  float low = mixture.mean[0];
  float high = mixture.mean[0];
  for (std::uint32_t i = 0; i < mixture.experts; ++i) {
    const float top = simd::fused(reach, mixture.sigma[i], mixture.mean[i]);
    low = mixture.mean[i] < low ? mixture.mean[i] : low;
    high = top > high ? top : high;
  }
  float at = 0.5f * low + 0.5f * high;
  float before = 2.0f;  // twice the largest miss
  for (std::uint32_t pass = 0; pass < ceiling; ++pass) {
    const tensor::Normal here = evaluate_tail(mixture, at);
    const float over = here.tail - tail;
    const float size = over < 0.0f ? -over : over;
    if (size <= near * tail) break;
    (over > 0.0f ? low : high) = at;
    const float step = at + tensor::logarithm(here.tail / tail) * (here.tail / here.density);
    const bool inside = size < 0.5f * before && step > low && step < high;
    const float next = inside ? step : 0.5f * low + 0.5f * high;
    if (next == at) break;
    at = next;
    before = inside ? size : 2.0f;
  }
  return at;
}

}  // namespace

Status predict_interval(const ModelView& m, const float* x, std::size_t length, float level, Interval& interval) noexcept {
  if (!(level >= least_level) || !(level <= most_level)) return Status::bad_level;
  Tails mixture;
  float mean = 0.0f;
  float variance = 0.0f;
  std::uint32_t expert = 0;
  const PredictionView prediction{&mean, &variance, &expert, mixture.probability};
  if (const Status status = predict(m, x, length, prediction); status != Status::ok) return status;
  mixture.experts = m.size.experts;
  mixture.sigma = m.parameters + m.shape.sigma(0);
  for (std::uint32_t i = 0; i < mixture.experts; ++i) {
    const float* slope = m.parameters + m.shape.slope(i);
    float value = m.parameters[m.shape.intercept(i)];
    for (std::uint32_t j = 0; j < m.size.dim; ++j) {
      value = simd::fused(slope[j], x[j] - m.parameters[m.shape.centre() + j], value);
    }
    mixture.mean[i] = value;
  }
  const float tail = 0.5f - 0.5f * level;
  const float target = m.parameters[m.shape.target()];
  const float upper = target + find_quantile(mixture, tail);
  for (std::uint32_t i = 0; i < mixture.experts; ++i) mixture.mean[i] = -mixture.mean[i];
  const float lower = target - find_quantile(mixture, tail);
  const float largest = std::numeric_limits<float>::max();
  if (!tensor::within(largest, lower) || !tensor::within(largest, upper)) return Status::out_of_range;
  interval = {lower, upper};
  return Status::ok;
}

}  // namespace motet::core
