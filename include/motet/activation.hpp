// SPDX-License-Identifier: MIT
#pragma once

#include "motet/status.hpp"

namespace motet {

/// The curve through which an expert's line goes: y = value(a'x + c, parameter).
///
/// Any pair of plain functions will do; both must be finite for every input. A fit calls measure_transform for
/// it, so that the moments can find its experts.
struct Activation {
  using Function = float (*)(float input, float parameter);

  Function value = nullptr;       ///< null: a line, which is never called
  Function derivative = nullptr;  ///< d value / d input
  float parameter = 0.0f;         ///< handed to both

  [[nodiscard]] constexpr bool linear() const noexcept { return value == nullptr; }
  friend constexpr bool operator==(const Activation&, const Activation&) noexcept = default;
};

/// The polynomials of y whose moments with x show the experts of one activation. For x ~ N(0, I), |a_i| = 1, noise sigma:
///
///     P2 = y^2 + gamma y                                       E[P2 S2(x)] = c2 sum_i pi_i a_i a_i'
///     P3 = y^3 + alpha y^2 + (beta - 3 sigma^2) y              E[P3 S3(x)] = c3 sum_i pi_i a_i (x) a_i (x) a_i
///     P4 = y^4 + alpha4 y^3 + (beta4 - 6 sigma^2) y^2 + (gamma4 - 3 sigma^2 alpha4) y
///                                                              E[P4 S4(x)] = c4 sum_i pi_i a_i (x) a_i (x) a_i (x) a_i
///
/// source  [MOKV19] theorem 1, [MOKV20] section 3
template <class Real>
struct BasicLabelCoefficients {
  Real alpha{}, beta{}, gamma{}, c2{}, c3{};
  Real alpha4{}, beta4{}, gamma4{}, c4{};  ///< c4 is 0 where there is no quartic
  Real square{};                           ///< E[g(Z)^2], Z ~ N(0, 1): sigma^2 = E[y^2] - square
};
using LabelCoefficients = BasicLabelCoefficients<float>;

/// y = u.
[[nodiscard]] constexpr Activation linear() noexcept { return {}; }

namespace core {

[[nodiscard]] float sigmoid(float input, float parameter);
[[nodiscard]] float sigmoid_derivative(float input, float parameter);
[[nodiscard]] float hyperbolic_tangent(float input, float parameter);
[[nodiscard]] float hyperbolic_tangent_derivative(float input, float parameter);
[[nodiscard]] float leaky_rectifier(float input, float parameter);
[[nodiscard]] float leaky_rectifier_derivative(float input, float parameter);

}  // namespace core

/// y = 1 / (1 + e^-u).
[[nodiscard]] constexpr Activation sigmoid() noexcept { return {core::sigmoid, core::sigmoid_derivative, 0.0f}; }
/// y = tanh u.
[[nodiscard]] constexpr Activation hyperbolic_tangent() noexcept {
  return {core::hyperbolic_tangent, core::hyperbolic_tangent_derivative, 0.0f};
}
/// y = u above 0, slope u below.
[[nodiscard]] constexpr Activation leaky_rectifier(float slope) noexcept {
  return {core::leaky_rectifier, core::leaky_rectifier_derivative, slope};
}
/// y = u above 0, 0 below: ReLU.
[[nodiscard]] constexpr Activation rectifier() noexcept { return leaky_rectifier(0.0f); }

/// Finds the label transform of an activation by quadrature against the normal density, using the stack alone.
///
/// error   no_transform where there is none (an even, a constant, an unbounded activation: the experts leave no trace in the
///         third moment); then `coefficients` are as they were. A few 1e-6 where the activation is smooth or bends at multiples
///         of 1/16 (as those above do), up to 1e-3 of themselves where it bends elsewhere
/// cost    1,280 values of the activation
[[nodiscard]] Status measure_transform(const Activation& activation, LabelCoefficients& coefficients) noexcept;

}  // namespace motet
