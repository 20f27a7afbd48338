// SPDX-License-Identifier: MIT
#include "model/softmax.hpp"
#include "motet/detail/view.hpp"
#include "tensor/elementary.hpp"
#include "tensor/unit.hpp"
#include "tensor/vector.hpp"

namespace motet::core {

namespace {

using tensor::largest_float;

[[nodiscard]] bool finite(float value) noexcept { return tensor::within(largest_float, value); }

/// The predictions of the experts and the gate at x.
struct Opinion {
  float said[2 * max_experts];  ///< mean of each expert, less the centre of y; max_experts behind, the gate's share of each
  tensor::Exponentials gate;    ///< what the shares were made of
  float spoilt;                 ///< 0; NaN where a mean or the log weight of a share was not finite
};

/// value_i = c_i + a_i'(x - centre), and the log weights of the gate likewise; one rounding a difference and a product.
[[gnu::always_inline]] inline void consult(const ModelView& m, const float* x, Opinion& opinion) noexcept {
  opinion.spoilt = tensor::multiply_difference<max_experts>(m.size.experts, m.size.dim, m.shape.stride, m.shape.bound, x,
                                                            m.parameters + m.shape.centre(), m.parameters + m.shape.slope(0),
                                                            m.parameters + m.shape.intercept(0), opinion.said);
  tensor::exponentiate(m.size.experts, opinion.said + max_experts, opinion.gate);
}

/// Why the answer is not finite: a bad input spoils it, so the inputs need a look only then.
[[nodiscard]] Status blame(const float* x, std::size_t length) noexcept {
  return tensor::within(length, largest_float, x) ? Status::out_of_range : Status::not_finite;
}

/// Hands a value an expert out and zeroes the rest of the bound.
void hand_out(std::uint32_t experts, std::uint32_t bound, const float* values, float* to) noexcept {
  const float* const last = to + bound;
  const float* const end = to + experts;
  do *to++ = *values++;
  while (to != end);
  while (to != last) *to++ = 0.0f;
}

}  // namespace

Status predict(const ModelView& m, const float* x, std::size_t length, const PredictionView& out) noexcept {
  const std::uint32_t experts = m.size.experts;
  if (experts == 0) return Status::no_model;
  if (length != m.size.dim) return Status::wrong_length;
  Opinion opinion;
  consult(m, x, opinion);
  // mean = sum_i p_i m_i;   variance = sum_i p_i (sigma_i^2 + (m_i - mean)^2)
  const float* value = opinion.said;
  float* probability = opinion.said + max_experts;
  const float scale = 1.0f / opinion.gate.sum;
  float mean = 0.0f;
  for (std::uint32_t i = 0; i < experts; ++i) {
    probability[i] *= scale;
    mean = simd::fused(probability[i], value[i], mean);
  }
  const float* sigma = m.parameters + m.shape.sigma(0);
  float variance = 0.0f;
  for (std::uint32_t i = 0; i < experts; ++i) {
    const float off = value[i] - mean;
    variance = simd::fused(probability[i], simd::fused(off, off, sigma[i] * sigma[i]), variance);
  }
  mean += m.parameters[m.shape.target()];
  if (!finite(simd::fused(0.0f, mean, variance + opinion.spoilt))) return blame(x, length);
  *out.mean = mean;
  *out.variance = variance;
  *out.expert = opinion.gate.at;
  hand_out(experts, m.shape.bound, probability, out.probability);
  return Status::ok;
}

float evaluate_at_origin(const ModelView& m, std::uint32_t value, std::uint32_t slopes) noexcept {
  return m.parameters[value] - tensor::dot(m.size.dim, m.parameters + slopes, m.parameters + m.shape.centre());
}

Status attribute(const ModelView& m, const float* x, std::size_t length, float y, const AttributionView& out) noexcept {
  if (m.size.experts == 0) return Status::no_model;
  if (!finite(y)) return Status::not_finite;
  if (length != m.size.dim) return Status::wrong_length;
  Opinion opinion;
  consult(m, x, opinion);
  if (opinion.spoilt != 0.0f) return blame(x, length);
  const float* value = opinion.said;
  const float* share = opinion.said + max_experts;
  const float scale = 1.0f / opinion.gate.sum;
  // log joint_i = log p_i - log sigma_i - ((y - m_i) / sigma_i)^2 / 2 - log(2 pi) / 2
  float joint[max_experts];
  for (std::uint32_t i = 0; i < m.size.experts; ++i) {
    const float sigma = m.parameters[m.shape.sigma(i)];
    const float off = (y - m.parameters[m.shape.target()] - value[i]) / sigma;
    const float squared = 0.5f * off * off;
    const float probability = share[i] * scale;
    joint[i] = tensor::logarithm(probability > 1e-37f ? probability : 1e-37f) - tensor::logarithm(sigma) - squared -
               model::half_log_two_pi;
    if (!finite(joint[i])) return Status::out_of_range;
  }
  *out.log_density = model::take_log(model::normalise_logs(m.size.experts, joint));
  *out.density = tensor::exponential(*out.log_density);
  *out.expert = model::find_largest(m.size.experts, joint);
  hand_out(m.size.experts, m.shape.bound, joint, out.responsibility);
  return Status::ok;
}

}  // namespace motet::core
