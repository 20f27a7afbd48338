// SPDX-License-Identifier: MIT
#include "model/gate.hpp"
#include "motet/view.hpp"
#include "tensor/elementary.hpp"
#include "tensor/vector.hpp"

namespace motet::core {

namespace {

[[nodiscard]] bool finite(float value) noexcept { return value - value == 0.0f; }

/// What the experts and the gate say at x.
struct Opinion {
  float value[max_experts];        ///< mean of each expert, less the centre of y
  float probability[max_experts];  ///< of the gate
};

/// slopes'(x - centre), one rounding a difference and a product.
[[nodiscard]] float follow(const ModelView& m, const float* slopes, const float* x) noexcept {
  const float* centre = m.parameters + m.shape.centre();
  simd::Word sums = simd::splat(0.0f);
  std::uint32_t j = 0;
  for (; j + 4 <= m.size.dim; j += 4) {
    sums = simd::fma(simd::sub(simd::load(x + j), simd::load(centre + j)), simd::load(slopes + j), sums);
  }
  if (const std::uint32_t rest = m.size.dim - j; rest != 0) {
    const simd::Word off = simd::sub(simd::load_first(x + j, rest), simd::load_first(centre + j, rest));
    sums = simd::fma(off, simd::load_first(slopes + j, rest), sums);
  }
  return simd::sum(sums);
}

[[nodiscard]] Status consult(const ModelView& m, const float* x, std::size_t length, Opinion& opinion) noexcept {
  if (m.size.experts == 0) return Status::no_model;
  if (length != m.size.dim) return Status::wrong_length;
  for (std::size_t j = 0; j < length; ++j) {
    if (!finite(x[j])) return Status::not_finite;
  }
  for (std::uint32_t i = 0; i < m.size.experts; ++i) {
    opinion.value[i] = m.parameters[m.shape.intercept(i)] + follow(m, m.parameters + m.shape.slope(i), x);
    opinion.probability[i] = m.parameters[m.shape.gate_intercept(i)] + follow(m, m.parameters + m.shape.gate_slope(i), x);
    if (!finite(opinion.value[i]) || !finite(opinion.probability[i])) return Status::out_of_range;
  }
  model::normalise_logs(m.size.experts, opinion.probability);
  return Status::ok;
}

/// Hands `count` values out and zeroes the rest of the bound.
void hand_out(const ModelView& m, const float* values, float* to) noexcept {
  for (std::uint32_t i = 0; i < m.shape.bound; ++i) to[i] = i < m.size.experts ? values[i] : 0.0f;
}

}  // namespace

Status predict(const ModelView& m, const float* x, std::size_t length, const PredictionView& out) noexcept {
  Opinion opinion;
  if (const Status status = consult(m, x, length, opinion); status != Status::ok) return status;
  // mean = sum_i p_i m_i;   variance = sum_i p_i (sigma_i^2 + (m_i - mean)^2)
  float mean = 0.0f;
  for (std::uint32_t i = 0; i < m.size.experts; ++i) mean = simd::fused(opinion.probability[i], opinion.value[i], mean);
  float variance = 0.0f;
  for (std::uint32_t i = 0; i < m.size.experts; ++i) {
    const float sigma = m.parameters[m.shape.sigma(i)];
    const float off = opinion.value[i] - mean;
    variance = simd::fused(opinion.probability[i], simd::fused(off, off, sigma * sigma), variance);
  }
  if (!finite(m.parameters[m.shape.target()] + mean) || !finite(variance)) return Status::out_of_range;
  *out.mean = m.parameters[m.shape.target()] + mean;
  *out.variance = variance;
  *out.expert = model::find_largest(m.size.experts, opinion.probability);
  hand_out(m, opinion.probability, out.probability);
  return Status::ok;
}

Status attribute(const ModelView& m, const float* x, std::size_t length, float y, const AttributionView& out) noexcept {
  if (!finite(y)) return m.size.experts == 0 ? Status::no_model : Status::not_finite;
  Opinion opinion;
  if (const Status status = consult(m, x, length, opinion); status != Status::ok) return status;
  // log joint_i = log p_i - log sigma_i - ((y - m_i) / sigma_i)^2 / 2 - log(2 pi) / 2
  float joint[max_experts];
  for (std::uint32_t i = 0; i < m.size.experts; ++i) {
    const float sigma = m.parameters[m.shape.sigma(i)];
    const float off = (y - m.parameters[m.shape.target()] - opinion.value[i]) / sigma;
    const float squared = 0.5f * off * off;
    joint[i] = tensor::logarithm(opinion.probability[i] > 1e-37f ? opinion.probability[i] : 1e-37f) - tensor::logarithm(sigma) -
               squared - model::half_log_two_pi;
    if (!finite(joint[i])) return Status::out_of_range;
  }
  *out.log_density = model::take_log(model::normalise_logs(m.size.experts, joint));
  *out.density = tensor::exponential(*out.log_density);
  *out.expert = model::find_largest(m.size.experts, joint);
  hand_out(m, joint, out.responsibility);
  return Status::ok;
}

}  // namespace motet::core
