// SPDX-License-Identifier: MIT
#include "model/form.hpp"
#include "model/softmax.hpp"
#include "motet/general_model.hpp"
#include "tensor/elementary.hpp"
#include "tensor/unit.hpp"
#include "tensor/vector.hpp"

namespace motet::core {

namespace {

using tensor::largest_float;

[[nodiscard]] bool finite(float value) noexcept { return tensor::within(largest_float, value); }

/// The predictions of the experts and the gate at x.
struct Opinion {
  float value[max_experts];  ///< mean of each expert, less the centre of y
  float gate[max_experts];   ///< log odds of the gate's rows
};

/// value_i = g_i(a_i'x + c_i) less the centre of y, and the log odds of the gate.
[[nodiscard]] Status consult(const GeneralView& view, const float* x, std::size_t length, Opinion& opinion) noexcept {
  const ModelView& m = view.model;
  if (m.size.experts == 0) return Status::no_model;
  if (length != m.size.dim) return Status::wrong_length;
  if (!tensor::within(length, largest_float, x)) return Status::not_finite;
  const float target = m.parameters[m.shape.target()];
  float said[2 * max_experts];  // the line of each expert; max_experts behind, the log odds of the gate
  const float spoilt = tensor::multiply_difference<max_experts>(
      m.size.experts, m.size.dim, m.shape.stride, m.shape.bound, x, m.parameters + m.shape.centre(),
      m.parameters + m.shape.slope(0), m.parameters + m.shape.intercept(0), said);
  if (spoilt != 0.0f) return Status::out_of_range;
  for (std::uint32_t i = 0; i < m.size.experts; ++i) {
    const float line = said[i];
    const Activation& g = view.form->activation[i];
    opinion.value[i] = g.linear() ? line : g.value(line + target, g.parameter) - target;
    opinion.gate[i] = said[max_experts + i];
    if (!finite(opinion.value[i])) return Status::out_of_range;
  }
  return Status::ok;
}

/// Hands a value an expert out and zeroes the rest of the bound.
void hand_out(const ModelView& m, const float* values, float* to) noexcept {
  for (std::uint32_t i = 0; i < m.shape.bound; ++i) to[i] = i < m.size.experts ? values[i] : 0.0f;
}

}  // namespace

Status predict_general(const GeneralView& view, const float* x, std::size_t length, const PredictionView& out) noexcept {
  const ModelView& m = view.model;
  Opinion opinion;
  if (const Status status = consult(view, x, length, opinion); status != Status::ok) return status;
  model::find_probabilities(*view.form, opinion.gate);
  // mean = sum_i p_i m_i;   variance = sum_i p_i (sigma_i^2 + (m_i - mean)^2)
  const float* probability = opinion.gate;
  float mean = 0.0f;
  for (std::uint32_t i = 0; i < m.size.experts; ++i) mean = simd::fused(probability[i], opinion.value[i], mean);
  const float* sigma = m.parameters + m.shape.sigma(0);
  float variance = 0.0f;
  for (std::uint32_t i = 0; i < m.size.experts; ++i) {
    const float off = opinion.value[i] - mean;
    variance = simd::fused(probability[i], simd::fused(off, off, sigma[i] * sigma[i]), variance);
  }
  mean += m.parameters[m.shape.target()];
  if (!finite(mean) || !finite(variance)) return Status::out_of_range;
  *out.mean = mean;
  *out.variance = variance;
  *out.expert = model::find_largest(m.size.experts, probability);
  hand_out(m, probability, out.probability);
  return Status::ok;
}

Status attribute_general(const GeneralView& view, const float* x, std::size_t length, float y,
                         const AttributionView& out) noexcept {
  const ModelView& m = view.model;
  Opinion opinion;
  if (!finite(y)) return m.size.experts == 0 ? Status::no_model : Status::not_finite;
  if (const Status status = consult(view, x, length, opinion); status != Status::ok) return status;
  model::find_log_probabilities(*view.form, opinion.gate, nullptr);
  // log joint_i = log p_i - log sigma_i - ((y - m_i) / sigma_i)^2 / 2 - log(2 pi) / 2
  float* joint = opinion.gate;
  for (std::uint32_t i = 0; i < m.size.experts; ++i) {
    const float sigma = m.parameters[m.shape.sigma(i)];
    const float off = (y - m.parameters[m.shape.target()] - opinion.value[i]) / sigma;
    joint[i] -= tensor::logarithm(sigma) + 0.5f * off * off + model::half_log_two_pi;
    if (!finite(joint[i])) return Status::out_of_range;
  }
  *out.log_density = model::take_log(model::normalise_logs(m.size.experts, joint));
  *out.density = tensor::exponential(*out.log_density);
  *out.expert = model::find_largest(m.size.experts, joint);
  hand_out(m, joint, out.responsibility);
  return Status::ok;
}

void clear_general(const GeneralStore& store, std::size_t dim) noexcept {
  const ModelStore& m = store.model;
  tensor::fill(m.shape.floats(), 0.0f, m.parameters);
  tensor::fill(store.form->experts, 1.0f, m.parameters + m.shape.sigma(0));
  *m.size = {static_cast<std::uint32_t>(dim), store.form->experts};
}

Status write_row(const GeneralStore& store, std::span<const float> slope, float intercept, std::uint32_t slopes,
                 std::uint32_t value) noexcept {
  const ModelStore& m = store.model;
  if (store.configured != Status::ok) return store.configured;
  if (m.size->experts == 0) return Status::no_model;
  if (slope.size() != m.size->dim) return Status::wrong_length;
  if (!tensor::within(slope.size(), largest_float, slope.data()) || !finite(intercept)) return Status::not_finite;
  tensor::copy(m.size->dim, slope.data(), m.parameters + slopes);
  m.parameters[value] = intercept + tensor::dot(m.size->dim, slope.data(), m.parameters + m.shape.centre());
  return Status::ok;
}

}  // namespace motet::core
