// SPDX-License-Identifier: MIT
#include <limits>

#include "model/gate.hpp"
#include "motet/view.hpp"
#include "tensor/elementary.hpp"
#include "tensor/vector.hpp"

namespace motet::core {

namespace {

constexpr float largest_float = std::numeric_limits<float>::max();

[[nodiscard]] bool finite(float value) noexcept { return tensor::within(largest_float, value); }

/// What the experts and the gate say at x.
struct Opinion {
  float value[max_experts];        ///< mean of each expert, less the centre of y
  float probability[max_experts];  ///< of the gate
  std::uint32_t likeliest;         ///< expert
};

/// value_i = c_i + a_i'(x - centre), and the log weights of the gate likewise; one rounding a difference and a product.
[[nodiscard]] [[gnu::noinline]] Status consult(const ModelView& m, const float* x, std::size_t length,
                                               Opinion& opinion) noexcept {
  if (m.size.experts == 0) return Status::no_model;
  if (length != m.size.dim) return Status::wrong_length;
  const float* slope = m.parameters + m.shape.slope(0);
  const float* intercept = m.parameters + m.shape.intercept(0);
  const std::uint32_t gate = m.shape.bound * m.shape.stride;
  float spoilt = 0.0f;  // NaN where a value or a weight is not finite
  for (std::uint32_t i = 0; i < m.size.experts; ++i, slope += m.shape.stride) {
    const simd::Two sums = tensor::dot_difference(m.size.dim, x, m.parameters, slope, slope + gate);
    opinion.value[i] = intercept[i] + sums.first;
    opinion.probability[i] = intercept[m.shape.bound + i] + sums.second;
    spoilt = simd::fused(0.0f, opinion.value[i], simd::fused(0.0f, opinion.probability[i], spoilt));
  }
  // A bad input spoils every value, so the inputs need a look only now.
  if (spoilt != 0.0f) return tensor::within(length, largest_float, x) ? Status::out_of_range : Status::not_finite;
  opinion.likeliest = model::find_largest(m.size.experts, opinion.probability);
  return Status::ok;
}

/// Hands a value an expert out and zeroes the rest of the bound.
void hand_out(const ModelView& m, const float* values, float* to) noexcept {
  const float* bound = to + m.shape.bound;
  for (const float* end = values + m.size.experts; values != end;) *to++ = *values++;
  while (to != bound) *to++ = 0.0f;
}

}  // namespace

Status predict(const ModelView& m, const float* x, std::size_t length, const PredictionView& out) noexcept {
  Opinion opinion;
  if (const Status status = consult(m, x, length, opinion); status != Status::ok) return status;
  model::normalise(m.size.experts, opinion.likeliest, opinion.probability);  // here, where consult has left the stack
  const float* value = opinion.value;
  const float* probability = opinion.probability;
  // mean = sum_i p_i m_i;   variance = sum_i p_i (sigma_i^2 + (m_i - mean)^2)
  float mean = 0.0f;
  for (std::uint32_t i = 0; i < m.size.experts; ++i) mean = simd::fused(probability[i], value[i], mean);
  const float* sigma = m.parameters + m.shape.sigma(0);
  float variance = 0.0f;
  for (std::uint32_t i = 0; i < m.size.experts; ++i) {
    const float off = value[i] - mean;
    variance = simd::fused(probability[i], simd::fused(off, off, sigma[i] * sigma[i]), variance);
  }
  mean += m.parameters[m.shape.target()];
  if (!finite(mean) || !finite(variance)) return Status::out_of_range;
  *out.mean = mean;
  *out.variance = variance;
  *out.expert = opinion.likeliest;
  hand_out(m, probability, out.probability);
  return Status::ok;
}

float evaluate_at_origin(const ModelView& m, std::uint32_t value, std::uint32_t slopes) noexcept {
  return m.parameters[value] - tensor::dot(m.size.dim, m.parameters + slopes, m.parameters + m.shape.centre());
}

Status attribute(const ModelView& m, const float* x, std::size_t length, float y, const AttributionView& out) noexcept {
  if (!finite(y)) return m.size.experts == 0 ? Status::no_model : Status::not_finite;
  Opinion opinion;
  if (const Status status = consult(m, x, length, opinion); status != Status::ok) return status;
  model::normalise(m.size.experts, opinion.likeliest, opinion.probability);  // here, where consult has left the stack
  const float* value = opinion.value;
  const float* probability = opinion.probability;
  // log joint_i = log p_i - log sigma_i - ((y - m_i) / sigma_i)^2 / 2 - log(2 pi) / 2
  float joint[max_experts];
  for (std::uint32_t i = 0; i < m.size.experts; ++i) {
    const float sigma = m.parameters[m.shape.sigma(i)];
    const float off = (y - m.parameters[m.shape.target()] - value[i]) / sigma;
    const float squared = 0.5f * off * off;
    joint[i] = tensor::logarithm(probability[i] > 1e-37f ? probability[i] : 1e-37f) - tensor::logarithm(sigma) - squared -
               model::half_log_two_pi;
    if (!finite(joint[i])) return Status::out_of_range;
  }
  *out.log_density = model::take_log(model::normalise_logs(m.size.experts, joint));
  *out.density = tensor::exponential(*out.log_density);
  *out.expert = model::find_largest(m.size.experts, joint);
  hand_out(m, joint, out.responsibility);
  return Status::ok;
}

}  // namespace motet::core
