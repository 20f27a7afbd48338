// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "motet/detail/general_course.hpp"
#include "motet/form.hpp"
#include "motet/model.hpp"

namespace motet {

namespace core {

/// A general model to be read.
struct GeneralView {
  ModelView model;
  const Form* form;
};

/// A general model to be written.
struct GeneralStore {
  ModelStore model;
  Form* form;
  Status configured;
  const LabelCoefficients* coefficients;  ///< of its activation, where the experts are alike
  GeneralCourse* course;
};

[[nodiscard]] Status predict_general(const GeneralView& view, const float* x, std::size_t length,
                                     const PredictionView& prediction) noexcept;
[[nodiscard]] Status attribute_general(const GeneralView& view, const float* x, std::size_t length, float y,
                                       const AttributionView& attribution) noexcept;
void clear_general(const GeneralStore& store, std::size_t dim) noexcept;

/// One row of a model: slopes, and its value at the centre.
[[nodiscard]] Status write_row(const GeneralStore& store, std::span<const float> slope, float intercept, std::uint32_t slopes,
                               std::uint32_t value) noexcept;

}  // namespace core

/// A mixture of experts of any form, in the user's own units: each expert with its own activation, behind a softmax gate or a
/// binary tree of logistic decisions (hierarchical mixture of experts).
///
///     P(y|x) = sum_i p_i(x) N(y | g_i(a_i'x + c_i), sigma_i^2)
///     softmax: p_i ~ exp(w_i'x + b_i), the last row zero;   tree: the product of the decisions f(w_n'x + b_n) on the way
///
/// As Model, and fitted by the same Estimator::fit. Not linked if it is not used. Row n of the gate is that of expert n, or in
/// a tree that of decision n.
///
/// source  [MOKV19] section 2, [JJ94]
template <std::size_t Dim, std::size_t Experts>
class GeneralModel : public core::Fitted<Dim, Experts> {
  static_assert(Dim >= 1 && Dim <= max_cubic_dim, "motet: Dim must lie in 1..32");
  static_assert(Experts >= 1 && Experts <= max_experts, "motet: Experts must lie in 1..8");

 public:
  using core::Fitted<Dim, Experts>::shape;

  /// A model of this form, not fitted yet. If the form is not valid, every call returns status().
  explicit GeneralModel(const Form& form) noexcept : form_(form), configured_(check_form(form, Experts, &coefficients_)) {}

  /// ok, bad_experts, bad_form or no_transform: what was wrong with the form.
  [[nodiscard]] Status status() const noexcept { return configured_; }
  /// Activations, and the tree: after a fit with the pairing that it chose.
  [[nodiscard]] const Form& form() const noexcept { return form_; }

  /// Mean, total variance, gate probabilities and the most likely expert at `x`.
  ///
  /// shape   x: dim() floats
  /// unit    the user's
  /// error   as status(); wrong_length, not_finite, out_of_range, no_model; then `prediction` is as it was
  /// cost    2 experts x dim multiply-adds, experts activations, 2 experts exponentials
  [[nodiscard]] Status predict(std::span<const float> x, Prediction<Experts>& prediction) const noexcept {
    if (configured_ != Status::ok) return configured_;
    return core::predict_general(view(), x.data(), x.size(),
                                 {&prediction.mean, &prediction.variance, &prediction.expert, prediction.probability.data()});
  }

  /// Responsibilities of the experts for the sample (`x`, `y`), and its log density.
  ///
  /// shape   x: dim() floats
  /// unit    the user's
  /// error   as predict; `y` not finite: not_finite
  [[nodiscard]] Status attribute(std::span<const float> x, float y, Attribution<Experts>& attribution) const noexcept {
    if (configured_ != Status::ok) return configured_;
    return core::attribute_general(
        view(), x.data(), x.size(), y,
        {&attribution.log_density, &attribution.density, &attribution.expert, attribution.responsibility.data()});
  }

  /// Starts a model by hand: `dim` inputs, every row zero, every noise 1.
  ///
  /// error   as status(); bad_dim: nothing changed
  [[nodiscard]] Status begin(std::size_t dim) noexcept {
    if (configured_ != Status::ok) return configured_;
    if (dim < 1 || dim > Dim) return Status::bad_dim;
    core::clear_general(store(), dim);
    return Status::ok;
  }
  /// Writes the line of an expert, and its noise; after begin or a fit.
  ///
  /// shape   slope: dim() floats
  /// unit    of the activation's input; sigma > 0: of y
  /// error   no_model, bad_experts, wrong_length, not_finite, bad_setting (sigma): nothing changed
  [[nodiscard]] Status set_expert(std::size_t expert, std::span<const float> slope, float intercept, float sigma) noexcept {
    if (!(sigma > 0.0f)) return Status::bad_setting;
    if (this->fitted() && expert >= this->experts()) return Status::bad_experts;
    float* const parameters = store().model.parameters;
    const Status status = core::write_row(store(), slope, intercept - parameters[shape.target()], shape.slope(index(expert)),
                                          shape.intercept(index(expert)));
    if (status == Status::ok) parameters[shape.sigma(index(expert))] = sigma;
    return status;
  }
  /// Writes a row of the gate: one expert less than there are; log odds of a decision, or of an expert against the last.
  ///
  /// error   as set_expert
  [[nodiscard]] Status set_gate(std::size_t row, std::span<const float> slope, float intercept) noexcept {
    if (this->fitted() && row + 1 >= this->experts()) return Status::bad_experts;
    return core::write_row(store(), slope, intercept, shape.gate_slope(index(row)), shape.gate_intercept(index(row)));
  }

  [[nodiscard]] core::GeneralView view() const noexcept { return {this->parameters(), &form_}; }
  [[nodiscard]] core::GeneralStore store() noexcept {
    return {this->parameters(), &form_, configured_, &coefficients_, &course_};
  }

 private:
  using core::Fitted<Dim, Experts>::index;

  Form form_;
  LabelCoefficients coefficients_{};
  core::Configured configured_;
  core::GeneralCourse course_{};
};

}  // namespace motet
