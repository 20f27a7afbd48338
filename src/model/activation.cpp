// SPDX-License-Identifier: MIT
#include "motet/activation.hpp"

#include "model/quadrature.hpp"
#include "tensor/elementary.hpp"
#include "tensor/vector.hpp"

namespace motet {

namespace core {

float sigmoid(float input, float) { return 1.0f / (1.0f + tensor::exponential(-input)); }

float sigmoid_derivative(float input, float) {
  const float power = tensor::exponential(input < 0.0f ? input : -input);
  return power / ((1.0f + power) * (1.0f + power));
}

float hyperbolic_tangent(float input, float) {
  const float power = tensor::exponential(input < 0.0f ? 2.0f * input : -2.0f * input);
  const float size = (1.0f - power) / (1.0f + power);
  return input < 0.0f ? -size : size;
}

float hyperbolic_tangent_derivative(float input, float) {
  const float power = tensor::exponential(input < 0.0f ? 2.0f * input : -2.0f * input);
  return 4.0f * power / ((1.0f + power) * (1.0f + power));
}

float leaky_rectifier(float input, float slope) { return input < 0.0f ? slope * input : input; }

float leaky_rectifier_derivative(float input, float slope) { return input < 0.0f ? slope : 1.0f; }

}  // namespace core

Status measure_transform(const Activation& activation, LabelCoefficients& coefficients) noexcept {
  const auto g = [&activation](float z) { return activation.linear() ? z : activation.value(z, activation.parameter); };
  const auto moments = core::model::measure_moments<float>(g, [](float x) { return core::tensor::exponential(x); });
  const float variance = core::simd::fused(-moments.at[1][0], moments.at[1][0], moments.at[2][0]);
  if (!(variance > 0.0f)) return Status::no_transform;
  return core::model::derive_transform(moments, core::simd::root(variance), coefficients) ? Status::ok : Status::no_transform;
}

}  // namespace motet
