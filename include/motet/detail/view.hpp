// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>

#include "motet/detail/configured.hpp"
#include "motet/detail/course.hpp"
#include "motet/detail/plan.hpp"
#include "motet/detail/watch.hpp"
#include "motet/report.hpp"
#include "motet/settings.hpp"
#include "motet/status.hpp"

// The compiled library. Storage is a template, arithmetic is not: the templates in estimator.hpp
// and model.hpp own plain arrays and hand these functions views of them, so estimators of every
// size share one copy of the code. A user has no need to call them.

namespace motet {

/// What came in, by fate.
struct Counters {
  std::uint64_t accepted = 0;
  std::uint32_t wrong_length = 0;
  std::uint32_t not_finite = 0;
  std::uint32_t out_of_range = 0;
};

/// Where the target lies with some probability, user's units of y.
struct Interval {
  float lower = 0.0f;
  float upper = 0.0f;
};

namespace core {

/// Everything of an estimator that is not a float array. Plain bytes.
struct State {
  Settings settings;
  Configured configured;        ///< what configure() returned
  bool framed = false;          ///< calibration is over
  bool steady = false;          ///< and nothing is forgotten, no fit under way, nothing watched: push has the short way
  std::uint32_t held = 0;       ///< samples held back for calibration
  std::uint32_t young = 0;      ///< samples in the young level
  std::uint32_t kept = 0;       ///< samples in the reservoir
  float target_shift = 0.0f;    ///< the frame of y
  float target_scale = 1.0f;    ///< 1 / unit
  std::uint32_t widenings = 0;  ///< times the frame has grown
  float age = 0.0f;             ///< since the first sample of the block at hand, or since calibration
  float squares = 0.0f;         ///< squared weights of the samples in the old level
  std::uint64_t random = 0;     ///< generator of the reservoir
  std::uint64_t missed = 0;     ///< samples that came while a fit held the reservoir still, or in a rest
  Watch watch;                  ///< of a target that has left the frame
  Counters counters;
  Course course;  ///< of the fit under way
};

/// An object with a floor plan as the compiled functions see it.
template <class Plan, class State>
struct PlannedView {
  const Plan* plan;
  State* state;
  float* block;
};

/// The same to be read.
template <class Plan, class State>
struct PlannedSource {
  const Plan* plan;
  const State* state;
  const float* block;
};

using EstimatorView = PlannedView<Plan, State>;
using EstimatorSource = PlannedSource<Plan, State>;

/// Where the arrays of a model lie. `stride` floats a row; all rows in one array:
/// centre, slopes of each expert, gate slopes of each expert, then intercepts, gate intercepts
/// and sigmas, `bound` of each, last the centre of y. Intercepts are values at the centre; those of the experts
/// are held less the centre of y, so that a small spread about a large mean keeps its digits.
struct ModelShape {
  std::uint32_t bound;   ///< experts that fit
  std::uint32_t stride;  ///< padded inputs that fit

  [[nodiscard]] constexpr std::uint32_t centre() const noexcept { return 0; }
  [[nodiscard]] constexpr std::uint32_t slope(std::uint32_t expert) const noexcept { return (1u + expert) * stride; }
  [[nodiscard]] constexpr std::uint32_t gate_slope(std::uint32_t expert) const noexcept {
    return (1u + bound + expert) * stride;
  }
  [[nodiscard]] constexpr std::uint32_t intercept(std::uint32_t expert) const noexcept {
    return (1u + 2u * bound) * stride + expert;
  }
  [[nodiscard]] constexpr std::uint32_t gate_intercept(std::uint32_t expert) const noexcept {
    return intercept(bound) + expert;
  }
  [[nodiscard]] constexpr std::uint32_t sigma(std::uint32_t expert) const noexcept { return intercept(2u * bound) + expert; }
  [[nodiscard]] constexpr std::uint32_t target() const noexcept { return intercept(3u * bound); }
  [[nodiscard]] constexpr std::uint32_t floats() const noexcept { return target() + 1u; }
};

/// The number of inputs and experts of a fitted model; 0 experts = not fitted.
struct ModelSize {
  std::uint32_t dim = 0;
  std::uint32_t experts = 0;
};

/// A model to be read.
struct ModelView {
  ModelShape shape;
  ModelSize size;
  const float* parameters;
};

/// A model to be written.
struct ModelStore {
  ModelShape shape;
  ModelSize* size;
  float* parameters;
};

/// Where predict writes.
struct PredictionView {
  float* mean;
  float* variance;
  std::uint32_t* expert;
  float* probability;  ///< shape.bound floats
};

/// Where attribute writes.
struct AttributionView {
  float* log_density;
  float* density;
  std::uint32_t* expert;
  float* responsibility;  ///< shape.bound floats
};

/// A model as it is known elsewhere (motet::Coefficients).
struct CoefficientsView {
  const float* slope;
  const float* intercept;
  const float* gate_slope;
  const float* gate_intercept;
  const float* sigma;
  const float* centre;  ///< null: 0
};

[[nodiscard]] Status set_model(const ModelStore& model, const ModelSize& size, const CoefficientsView& from) noexcept;
[[nodiscard]] Status configure(const EstimatorView& estimator, const Settings& settings) noexcept;
[[nodiscard]] Status adjust(const EstimatorView& estimator, const Settings& settings) noexcept;
[[nodiscard]] Status push(const EstimatorView& estimator, const float* x, std::size_t length, float y) noexcept;
[[nodiscard]] Status push_after(const EstimatorView& estimator, const float* x, std::size_t length, float y,
                                float elapsed) noexcept;
[[nodiscard]] Status push_block(const EstimatorView& estimator, const float* x, std::size_t length, const float* y,
                                std::size_t targets, std::size_t count) noexcept;
[[nodiscard]] float effective_samples(const EstimatorSource& estimator) noexcept;
[[nodiscard]] Status fit(const EstimatorView& estimator, const ModelStore& model) noexcept;
[[nodiscard]] Status begin_fit(const EstimatorView& estimator) noexcept;
[[nodiscard]] Status step_fit(const EstimatorView& estimator, std::uint32_t budget, const ModelStore& model) noexcept;
[[nodiscard]] Status fit_from_moments(const EstimatorView& estimator, const ModelStore& model) noexcept;
[[nodiscard]] Status begin_fit_from_moments(const EstimatorView& estimator) noexcept;
[[nodiscard]] Status step_fit_from_moments(const EstimatorView& estimator, std::uint32_t budget,
                                           const ModelStore& model) noexcept;
/// Writes the report of the fit that has just ended well.
void report(const EstimatorView& estimator, Report& report) noexcept;
struct GeneralStore;  // motet/general_model.hpp
[[nodiscard]] Status begin_fit_general(const EstimatorView& estimator, const GeneralStore& store) noexcept;
[[nodiscard]] Status step_fit_general(const EstimatorView& estimator, std::uint32_t budget, const GeneralStore& store) noexcept;
[[nodiscard]] Status fit_general(const EstimatorView& estimator, const GeneralStore& store) noexcept;
[[nodiscard]] Status predict(const ModelView& model, const float* x, std::size_t length,
                             const PredictionView& prediction) noexcept;
[[nodiscard]] Status predict_interval(const ModelView& model, const float* x, std::size_t length, float level,
                                      Interval& interval) noexcept;
[[nodiscard]] float evaluate_at_origin(const ModelView& model, std::uint32_t value, std::uint32_t slopes) noexcept;
[[nodiscard]] Status attribute(const ModelView& model, const float* x, std::size_t length, float y,
                               const AttributionView& attribution) noexcept;

}  // namespace core
}  // namespace motet
