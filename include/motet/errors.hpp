// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "motet/detail/plan.hpp"
#include "motet/detail/view.hpp"
#include "motet/estimator.hpp"
#include "motet/model.hpp"
#include "motet/status.hpp"

// Standard errors of the parameters of a fitted model. Not linked if they are not used.

namespace motet {

namespace core {

/// Parameters of a model of so many inputs and experts: experts and gate with their intercepts, and the noise levels.
[[nodiscard]] constexpr std::uint32_t parameter_count(std::uint32_t dim, std::uint32_t experts) noexcept {
  return (2u * experts - 1u) * (dim + 1u) + experts;
}

/// Where the standard errors lie: slopes of each expert, gate slopes of each expert, `stride` floats a row; then, `bound` of
/// each, values at the centre, intercepts, both of the gate, sigmas; behind them the room in which they are worked out.
struct ErrorShape {
  std::uint32_t bound;   ///< experts that fit
  std::uint32_t stride;  ///< padded inputs that fit

  /// Row `i` of the experts, or bound + i of the gate.
  [[nodiscard]] constexpr std::uint32_t slope(std::uint32_t row) const noexcept { return row * stride; }
  [[nodiscard]] constexpr std::uint32_t value(std::uint32_t row) const noexcept { return 2u * bound * stride + row; }
  [[nodiscard]] constexpr std::uint32_t intercept(std::uint32_t row) const noexcept { return value(2u * bound) + row; }
  [[nodiscard]] constexpr std::uint32_t sigma(std::uint32_t expert) const noexcept { return intercept(2u * bound) + expert; }
  [[nodiscard]] constexpr std::uint32_t room() const noexcept { return core::padded(sigma(bound)); }
};

/// Floats of the room: the information matrix, the score of one sample, its coefficients.
[[nodiscard]] constexpr std::uint32_t error_room(std::uint32_t dim, std::uint32_t experts) noexcept {
  const std::uint32_t parameters = parameter_count(dim, experts);
  return core::packed_floats(parameters) + core::padded(parameters) + core::packed_floats(3u * experts - 1u);
}

/// Standard errors to be written.
struct ErrorStore {
  ErrorShape shape;
  ModelSize* size;
  float* values;
};

[[nodiscard]] Status measure_errors(const EstimatorView& estimator, const ModelView& model, const ErrorStore& errors) noexcept;

}  // namespace core

/// Standard errors of the parameters of a model, in its units: 1.96 of them either side of a parameter hold the truth in about
/// 95 of 100 streams. Plain bytes, most of them the room in which they are worked out.
template <std::size_t Dim, std::size_t Experts>
class StandardErrors {
 public:
  /// Whether measure_errors has written them.
  [[nodiscard]] bool measured() const noexcept { return size_.experts != 0; }

  /// Of Model::slope. Expert and input in range, else 0.
  [[nodiscard]] float slope(std::size_t expert, std::size_t input) const noexcept {
    return tell(expert, input, shape.slope(index(expert)) + input);
  }
  /// Of Model::value_at_centre.
  [[nodiscard]] float value_at_centre(std::size_t expert) const noexcept { return tell(expert, 0, shape.value(index(expert))); }
  /// Of Model::intercept.
  [[nodiscard]] float intercept(std::size_t expert) const noexcept { return tell(expert, 0, shape.intercept(index(expert))); }
  /// Of Model::gate_slope; 0 for the last expert, whose gate is the gauge.
  [[nodiscard]] float gate_slope(std::size_t expert, std::size_t input) const noexcept {
    return tell(expert, input, shape.slope(gate(expert)) + input);
  }
  /// Of Model::gate_at_centre.
  [[nodiscard]] float gate_at_centre(std::size_t expert) const noexcept { return tell(expert, 0, shape.value(gate(expert))); }
  /// Of Model::gate_intercept.
  [[nodiscard]] float gate_intercept(std::size_t expert) const noexcept {
    return tell(expert, 0, shape.intercept(gate(expert)));
  }
  /// Of Model::sigma.
  [[nodiscard]] float sigma(std::size_t expert) const noexcept { return tell(expert, 0, shape.sigma(index(expert))); }

  /// Where everything lies.
  static constexpr core::ErrorShape shape{static_cast<std::uint32_t>(Experts), core::padded(static_cast<std::uint32_t>(Dim))};

  [[nodiscard]] core::ErrorStore store() noexcept { return {shape, &size_, values_.data()}; }

 private:
  [[nodiscard]] static std::uint32_t index(std::size_t expert) noexcept { return static_cast<std::uint32_t>(expert); }
  [[nodiscard]] static std::uint32_t gate(std::size_t expert) noexcept { return static_cast<std::uint32_t>(Experts + expert); }
  [[nodiscard]] float tell(std::size_t expert, std::size_t input, std::size_t place) const noexcept {
    return expert < size_.experts && input < size_.dim ? values_[place] : 0.0f;
  }

  core::ModelSize size_{};
  std::array<float, shape.room() + core::error_room(static_cast<std::uint32_t>(Dim), static_cast<std::uint32_t>(Experts))>
      values_{};
};

/// Measures the standard errors of the parameters of `model` on the samples kept by `estimator`. The model must be as `fit` to
/// this stream has left it.
///
///     C = H^-1 (sum_t s_t s_t') H^-1,   s_t = d log P(y_t|x_t),   H = -d^2 sum_t log P(y_t|x_t)
///
/// over all parameters jointly. The larger of C, which stays true where the model is only an approximation (noise that differs
/// from place to place, bent lines), and H^-1, which stays true where few samples decide (regimes that hardly overlap); times
/// n / (n - coefficients of the experts). They hold for as many samples as are kept; for one expert, for all.
///
/// error   no_model; unfinished: a fit in slices is under way and uses the same memory; window_needed: no sample is kept;
///         other_bounds: other inputs than the stream, or more experts than the settings;
///         too_few_samples: no more are kept than the model has parameters; not_determined: they leave a parameter open;
///         out_of_range: an error would not be finite; as fit for the inputs. Then `errors` are as they were.
///         sigma is the likeliest, too small by experts (dim + 1) / 2n of itself
/// cost    two passes over the samples kept, of half the square of the number of parameters in multiply-adds and the square;
///         a factorisation
/// source  White, Maximum likelihood estimation of misspecified models, 1982; Louis, Finding the observed information matrix
///         when using the EM algorithm, 1982
template <std::size_t Dim, std::size_t Experts, std::size_t Window>
[[nodiscard]] Status measure_errors(Estimator<Dim, Experts, Window>& estimator, const Model<Dim, Experts>& model,
                                    StandardErrors<Dim, Experts>& errors) noexcept {
  return core::measure_errors(estimator.view(), model.view(), errors.store());
}

}  // namespace motet
