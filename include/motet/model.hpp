// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "motet/detail/fitted.hpp"
#include "motet/detail/view.hpp"
#include "motet/status.hpp"

namespace motet {

/// What a model predicts for an input.
template <std::size_t Experts>
struct Prediction {
  float mean = 0.0f;                         ///< user's units of y
  float variance = 0.0f;                     ///< squared units of y: within the experts plus between them
  std::uint32_t expert = 0;                  ///< the most likely one
  std::array<float, Experts> probability{};  ///< of each expert: the gate; sums to 1
};

/// How a model explains an input together with its target.
template <std::size_t Experts>
struct Attribution {
  float log_density = 0.0f;                     ///< log P(y | x), nats, in the user's units of y
  float density = 0.0f;                         ///< P(y | x); 0 where it underflows
  std::uint32_t expert = 0;                     ///< the most likely one given y
  std::array<float, Experts> responsibility{};  ///< of each expert for this sample; sums to 1
};

/// A model as it is known elsewhere, in the user's units: what Model::set takes.
///
/// shape   slope, gate_slope: a row of as many floats as there are inputs for each expert, one behind the other;
///         intercept, gate_intercept, sigma: one float for each expert; centre: one for each input, or none
struct Coefficients {
  std::span<const float> slope;           ///< units of y per unit of x
  std::span<const float> intercept;       ///< units of y, at x = 0
  std::span<const float> gate_slope;      ///< log weight per unit of x; only differences between experts count
  std::span<const float> gate_intercept;  ///< log weight, at x = 0
  std::span<const float> sigma;           ///< units of y: standard deviation of the noise
  std::span<const float> centre;          ///< units of x: a point near the mean of the inputs; none: 0
};

/// A mixture of linear experts behind a softmax gate, in the user's own units.
///
///     P(y|x) = sum_i p_i(x) N(y | a_i'x + c_i, sigma_i^2),   p_i ~ exp(w_i'x + b_i)
///
/// The gauge of the gate: the last expert's w and b are zero. Slopes are held about a centre
/// (near the mean of x), so float stays accurate far from the origin. Plain bytes: copy it, keep
/// it in flash, compare it with memcmp. Fitted by Estimator::fit.
///
/// source  [MOKV19] section 2, [JJ94]
template <std::size_t Dim, std::size_t Experts>
class Model : public core::Fitted<Dim, Experts> {
  static_assert(Dim >= 1 && Dim <= max_dim, "motet: Dim must lie in 1..128");
  static_assert(Experts >= 1 && Experts <= max_experts, "motet: Experts must lie in 1..8");

 public:
  /// Mean, total variance, gate probabilities and the most likely expert at `x`.
  ///
  /// shape   x: dim() floats
  /// unit    the user's
  /// error   wrong_length, not_finite, out_of_range (the result would not be finite), no_model; then `prediction` is as it was
  /// cost    2 experts x dim multiply-adds, experts exponentials
  [[nodiscard]] Status predict(std::span<const float> x, Prediction<Experts>& prediction) const noexcept {
    return core::predict(view(), x.data(), x.size(),
                         {&prediction.mean, &prediction.variance, &prediction.expert, prediction.probability.data()});
  }

  /// Responsibilities of the experts for the sample (`x`, `y`), and its log density.
  ///
  /// shape   x: dim() floats
  /// unit    the user's
  /// error   as predict; `y` not finite: not_finite
  /// cost    as predict, and as many exponentials and two logarithms more
  [[nodiscard]] Status attribute(std::span<const float> x, float y, Attribution<Experts>& attribution) const noexcept {
    return core::attribute(
        view(), x.data(), x.size(), y,
        {&attribution.log_density, &attribution.density, &attribution.expert, attribution.responsibility.data()});
  }

  /// The central interval that holds the target at `x` with probability `level`: as much of the mixture lies below it as above.
  /// Where experts disagree it is not the mean and some deviations either side.
  ///
  /// shape   x: dim() floats
  /// unit    level: .001 to .999999; the interval in the user's units of y
  /// error   bad_level; as predict; then `interval` is as it was. The probability beyond an end is right to 1e-5 of itself, or
  ///         as near as floats of y lie; the uncertainty of the parameters is not in it
  /// cost    a prediction, and for each end experts exponentials and a logarithm a pass: 6 or so, 64 at most
  [[nodiscard]] Status predict_interval(std::span<const float> x, float level, Interval& interval) const noexcept {
    return core::predict_interval(view(), x.data(), x.size(), level, interval);
  }

  /// Makes this the model of these coefficients: one that was fitted elsewhere, to predict with it or to begin an Adapter.
  /// Inputs and experts are as many as there are coefficients.
  ///
  /// error   bad_dim, bad_experts: more than fit in, or none; wrong_length; not_finite; bad_setting: a sigma is not positive;
  ///         out_of_range: a value at the centre, or a difference of the gate, is not finite. Then the model is as it was.
  ///         Reading back: two roundings of the largest term of intercept + slope'centre
  /// cost    2 experts x dim multiply-adds
  [[nodiscard]] Status set(const Coefficients& from) noexcept {
    const std::size_t experts = from.sigma.size();
    if (experts < 1 || experts > Experts) return Status::bad_experts;
    const std::size_t dim = from.slope.size() / experts;
    if (dim < 1 || dim > Dim) return Status::bad_dim;
    const bool good = from.slope.size() == experts * dim && from.intercept.size() == experts &&
                      from.gate_slope.size() == experts * dim && from.gate_intercept.size() == experts &&
                      (from.centre.empty() || from.centre.size() == dim);
    if (!good) return Status::wrong_length;
    return core::set_model(store(), {static_cast<std::uint32_t>(dim), static_cast<std::uint32_t>(experts)},
                           {from.slope.data(), from.intercept.data(), from.gate_slope.data(), from.gate_intercept.data(),
                            from.sigma.data(), from.centre.empty() ? nullptr : from.centre.data()});
  }

  [[nodiscard]] core::ModelView view() const noexcept { return this->parameters(); }
  [[nodiscard]] core::ModelStore store() noexcept { return this->parameters(); }
};

}  // namespace motet
