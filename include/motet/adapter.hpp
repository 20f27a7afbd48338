// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "motet/detail/adaptation.hpp"
#include "motet/estimator.hpp"
#include "motet/model.hpp"

namespace motet {

/// Keeps a model up with its stream: every sample improves it, in place, in bounded time.
///
///     responsibilities; gated recursive least squares for each expert; a natural-gradient step of the gate; sigma
///
/// A separate object: a program that does not adapt pays nothing. Plain bytes: no heap, no pointer into itself; copy it and
/// pass it as an Estimator. Not thread-safe.
///
/// source  [JJ94], [CM09]; recursive least squares in factored form: Bierman, Factorization methods for discrete
///         sequential estimation, 1977; averaging: Polyak, Juditsky, 1992
template <std::size_t Dim, std::size_t Experts>
class Adapter {
 public:
  /// Where everything lies; sizeof(Adapter) is known at compile time.
  static constexpr core::AdapterPlan plan =
      core::make_adapter_plan(static_cast<std::uint32_t>(Dim), static_cast<std::uint32_t>(Experts), true);

  explicit Adapter(const AdaptSettings& settings = {}) noexcept {
    static_cast<void>(core::configure_adapter(view(), settings));
  }
  /// Zero bytes: reset comes later (see motet::zeroed).
  constexpr explicit Adapter(Zeroed) noexcept : state_(core::make_zeroed<core::AdaptState>()) {}

  /// Forgets what was learnt.
  ///
  /// error   bad_setting: nothing changed
  [[nodiscard]] Status reset(AdaptSettings settings) noexcept { return core::configure_adapter(view(), settings); }

  /// ok, or bad_setting if a setting it was made with lies outside its range.
  [[nodiscard]] Status status() const noexcept { return state_.configured; }

  /// Begins with `model`: units from the estimator's frame, curvature from its window if it keeps one. A model that has not
  /// been fitted is given a start: the line of least squares through the window, more experts parallel to it at equal steps
  /// over its noise, an even gate. Without a window level experts at equal steps over the spread of y, noise as large as it.
  ///
  /// error   too_few_samples: the estimator has not finished its calibration; wrong_length: the model has other inputs;
  ///         not_finite: a parameter of the model is not finite; bad_setting. Then nothing has changed
  /// cost    for each kept sample as adapt
  template <std::size_t Window>
  [[nodiscard]] Status begin(Model<Dim, Experts>& model, const Estimator<Dim, Experts, Window>& estimator) noexcept {
    return core::begin_adapting(view(), estimator.view(), model.store());
  }

  /// Learns one sample: `model` moves. It comes `elapsed` after the one before, without it 1, as in Estimator::push.
  ///
  /// shape   x: dim floats
  /// unit    the user's; elapsed that of Settings::memory: samples, or time
  /// error   wrong_length, not_finite, out_of_range, outlier, stuck_sensor: counted, nothing else changed; no_model: begin has
  ///         not been called with this model, or a fit has written to it since (it is known by its sizes and its first
  ///         intercept). `changed` is not a refusal: the sample was learnt, but the stream is no longer what it was
  /// cost    bounded by dim and experts: an update of a matrix of order dim + 1 for each expert that has a part in the sample,
  ///         and one for the gate
  [[nodiscard]] Status adapt(std::span<const float> x, float y, float elapsed, Model<Dim, Experts>& model) noexcept {
    return core::adapt(view(), x.data(), x.size(), y, elapsed, model.store());
  }
  [[nodiscard]] Status adapt(std::span<const float> x, float y, Model<Dim, Experts>& model) noexcept {
    return adapt(x, y, 1.0f, model);
  }

  /// What to act on: the prediction of `model`, unless a plain line has foretold the stream better of late; then that of the
  /// line. The mean lies within the range of the targets seen, or a tenth of it beyond. `model` alone extrapolates without a
  /// bound. More than one expert: the adapter learns the line beside the mixture and judges both by their squared errors, each
  /// sample foretold before it is learnt. It returns to the mixture when that has made good what it cost.
  ///
  /// shape   x: dim floats
  /// unit    the user's
  /// error   no_model: begin has not been called with this model; else as Model::predict; then `prediction` is as it was.
  ///         Probabilities are those of the model, in any case; the variance is that of the line, if that is used
  /// cost    as Model::predict, and dim multiply-adds
  [[nodiscard]] Status predict(std::span<const float> x, const Model<Dim, Experts>& model,
                               Prediction<Experts>& prediction) const noexcept {
    return core::predict_adapted(view(), model.view(), x.data(), x.size(),
                                 {&prediction.mean, &prediction.variance, &prediction.expert, prediction.probability.data()});
  }
  /// Whether predict uses the line at present.
  [[nodiscard]] bool on_line() const noexcept { return core::believes_line(view()); }

  /// The whole of a sample in one call: `model` learns it, and `estimator` takes it for the next fit. Begins by itself as soon
  /// as calibration is over, and again where a fit has written to the model, or the estimator was reset to other inputs or a
  /// smaller range; several experts also, from nothing, where they began at a rest that the estimator has forgotten.
  ///
  /// error   as begin, adapt and push: a sample that one of them refuses changes neither
  /// cost    as push and adapt; where it begins, as begin
  template <std::size_t Window>
  [[nodiscard]] Status learn(std::span<const float> x, float y, Model<Dim, Experts>& model,
                             Estimator<Dim, Experts, Window>& estimator) noexcept {
    const Status ready = prepare(model, estimator);
    if (ready != Status::ok) return ready == Status::too_few_samples ? estimator.push(x, y) : ready;
    const Status status = adapt(x, y, model);
    if (status == Status::ok || status == Status::changed) static_cast<void>(estimator.push(x, y));  // takes as much
    return status;
  }
  template <std::size_t Window>
  [[nodiscard]] Status learn(std::span<const float> x, float y, float elapsed, Model<Dim, Experts>& model,
                             Estimator<Dim, Experts, Window>& estimator) noexcept {
    const Status ready = prepare(model, estimator);
    if (ready != Status::ok) return ready == Status::too_few_samples ? estimator.push(x, y, elapsed) : ready;
    const Status status = adapt(x, y, elapsed, model);
    if (status == Status::ok || status == Status::changed) static_cast<void>(estimator.push(x, y, elapsed));  // likewise
    return status;
  }

  /// Lets `rival`, fitted to the estimator's window, take the place of `model` if it is likelier there by more than having been
  /// fitted to it explains: n / (n - p) (p / 2 + sqrt(9 p) + 9) nats for p parameters and n samples (by luck about once in
  /// 8,000 times); then begins with it. counters().replaced counts it. With no more samples than parameters no rival wins.
  ///
  ///     Model rival = model;                          // what fit must beat, and whose labels it keeps
  ///     if (learner.fit(rival) == Status::ok) status = adapter.challenge(rival, model, learner);
  ///
  /// error   no_model: one of them is not fitted, or begin has not been called with `model`; wrong_length: other inputs;
  ///         not_finite: a parameter of the rival is not finite; window_needed: nothing is kept. Then nothing has changed
  /// cost    for each kept sample two densities
  /// source  Laurent, Massart, Adaptive estimation of a quadratic functional by model selection, 2000, lemma 1
  template <std::size_t Window>
  [[nodiscard]] Status challenge(const Model<Dim, Experts>& rival, Model<Dim, Experts>& model,
                                 const Estimator<Dim, Experts, Window>& estimator) noexcept {
    return core::challenge(view(), estimator.view(), rival.view(), model.store());
  }

  /// Writes the averaged parameters to `averaged`: closer to the truth than the model in force while nothing drifts.
  ///
  /// error   no_model: begin has not been called with `model`
  [[nodiscard]] Status average(const Model<Dim, Experts>& model, Model<Dim, Experts>& averaged) noexcept {
    return core::average(view(), model.view(), averaged.store());
  }
  /// The averaged parameters take the place of those in force.
  [[nodiscard]] Status average(Model<Dim, Experts>& model) noexcept { return average(model, model); }

  [[nodiscard]] const AdaptSettings& settings() const noexcept { return state_.settings; }
  [[nodiscard]] const AdaptCounters& counters() const noexcept { return state_.counters; }
  /// y minus the prediction of the model, for the last sample taken, before it was learnt; user's units of y.
  [[nodiscard]] float error() const noexcept { return state_.error; }
  /// log P(y|x) of the last sample taken, before it was learnt; nats, user's units of y. The uncertainty of the experts
  /// widens it, unlike the density of a Model.
  [[nodiscard]] float log_density() const noexcept { return state_.log_density; }
  /// Running mean of log_density() over AdaptSettings::change_memory samples, drops of more than four deviations cut; nats.
  [[nodiscard]] float loglik() const noexcept { return state_.loglik; }
  /// Samples that the model in force rests on, weighted by forgetting.
  [[nodiscard]] float effective_samples() const noexcept {
    return state_.concentration > 0.0f ? 1.0f / state_.concentration : 0.0f;
  }

  [[nodiscard]] core::AdapterView view() noexcept { return {&plan, &state_, block_}; }
  [[nodiscard]] core::AdapterSource view() const noexcept { return {&plan, &state_, block_}; }

 private:
  /// Begins, unless that has been done with this model as it is and this estimator. What began at rest begins from nothing.
  template <std::size_t Window>
  [[nodiscard]] Status prepare(Model<Dim, Experts>& model, const Estimator<Dim, Experts, Window>& estimator) noexcept {
    const core::State& state = *estimator.view().state;
    const bool begun = core::has_begun(state_, model.view()) && core::takes_as_much(state, state_);
    if (begun && !core::is_of_rest(state, {&plan, &state_, block_})) return Status::ok;
    if (begun) model = Model<Dim, Experts>();
    return begin(model, estimator);
  }

  alignas(16) float block_[plan.floats]{};
  core::AdaptState state_{};
};

}  // namespace motet
