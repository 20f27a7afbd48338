// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>

#include "motet/detail/plan.hpp"
#include "motet/detail/view.hpp"
#include "motet/model.hpp"
#include "motet/report.hpp"
#include "motet/settings.hpp"
#include "motet/status.hpp"

namespace motet {

template <std::size_t Dim, std::size_t Experts>
class GeneralModel;  // motet/general_model.hpp

/// Learns a mixture of experts from a stream, one sample at a time, in this object alone.
///
/// Dim and Experts are bounds; Settings has the numbers in use. Window samples are kept
/// for the gate and for refinement (uniform over the stream, or by age: Settings::memory). With Window 0 nothing is kept, and
/// one expert, or two with their gate, come from the moments alone.
///
/// Plain bytes: no heap, no pointer into itself; copy it as you like, but pass it by reference: the Arm
/// ABI does not align to 16 bytes what is passed by value. Not thread-safe.
///
/// source  [MOKV19]; the second start: [L92]
template <std::size_t Dim, std::size_t Experts, std::size_t Window>
class Estimator {
  static_assert(Dim >= 1 && Dim <= max_dim, "motet: Dim must lie in 1..128");
  static_assert(Experts >= 1 && Experts <= max_experts, "motet: Experts must lie in 1..8");
  static_assert(Window <= 1u << 24, "motet: Window must lie in 0..16777216");

 public:
  /// Where everything lies; sizeof(Estimator) is known at compile time.
  static constexpr core::Plan plan =
      core::make_plan(static_cast<std::uint32_t>(Dim), static_cast<std::uint32_t>(Experts), static_cast<std::uint32_t>(Window));

  /// Ready for the first sample. If a setting is out of range, every call returns status().
  explicit Estimator(const Settings& settings = {}) noexcept { static_cast<void>(core::configure(view(), settings)); }
  /// Zero bytes: reset comes later (see motet::zeroed).
  constexpr explicit Estimator(Zeroed) noexcept : state_(core::make_zeroed<core::State>()) {}

  /// ok, or what was wrong with the settings it was made with.
  [[nodiscard]] Status status() const noexcept { return state_.configured; }

  /// Forgets the stream.
  ///
  /// error   bad_dim, bad_experts, bad_setting: nothing changed
  [[nodiscard]] Status reset(const Settings& settings) noexcept { return core::configure(view(), settings); }

  /// Changes the settings of the fit and keeps the stream: the same moments serve any number of experts.
  ///
  /// error   bad_experts, bad_setting (a setting of the stream differs): nothing changed
  [[nodiscard]] Status adjust(const Settings& settings) noexcept { return core::adjust(view(), settings); }

  /// Takes one sample.
  ///
  /// shape   x: dim() floats
  /// unit    the user's; |x|, |y| <= Settings::range
  /// error   wrong_length, not_finite, out_of_range: counted, nothing else changed
  /// cost    fixed by dim: 4 x tile_count(dim + 1) word multiply-adds; the sample that ends
  ///         calibration also adds those held back
  [[nodiscard]] Status push(std::span<const float> x, float y) noexcept { return core::push(view(), x.data(), x.size(), y); }

  /// Takes one sample that comes `elapsed` after the one before, for streams whose samples are not evenly spaced. push
  /// without it means 1. Where Settings::memory is 0 time has no meaning.
  ///
  /// unit    elapsed: that of Settings::memory; >= 0
  /// error   as push; not_finite, out_of_range for `elapsed` too
  [[nodiscard]] Status push(std::span<const float> x, std::convertible_to<float> auto y, float elapsed) noexcept {
    return core::push_after(view(), x.data(), x.size(), static_cast<float>(y), elapsed);
  }

  /// Takes `n` samples, faster than one by one and with the same bits.
  ///
  /// shape   X: n x dim() floats, row by row;  y: n floats
  /// error   as push; one bad value refuses the whole block
  [[nodiscard]] Status push(std::span<const float> X, std::span<const float> y, std::size_t n) noexcept {
    return core::push_block(view(), X.data(), X.size(), y.data(), y.size(), n);
  }

  /// Fits `model` to the stream so far, at once: begin_fit, and step_fit to the end. A model fitted before, to this stream or
  /// an earlier one, is the one to beat: it stays if nothing likelier is found, and its labels stay.
  ///
  /// error   too_few_samples, constant_inputs, constant_target, ill_conditioned, window_needed,
  ///         no_gate, no_fit: `model` and the stream are as they were
  /// cost    every loop has a ceiling from Settings
  [[nodiscard]] Status fit(Model<Dim, Experts>& model, Report& report) noexcept { return tell(fit(model), report); }
  [[nodiscard]] Status fit(Model<Dim, Experts>& model) noexcept {
    if constexpr (Window == 0) {
      return core::fit_from_moments(view(), model.store());
    } else {
      return core::fit(view(), model.store());
    }
  }

  /// The same as fit, at once, for a model of any form; moments and window serve every form, so one stream can be fitted with
  /// several and their likelihoods compared. A tree's pairing of experts is chosen by likelihood, and left in model.form().
  ///
  /// error   as above, and as model.status(); bad_experts: the form has another number of experts than
  ///         Settings; window_needed without a Window
  [[nodiscard]] Status fit(GeneralModel<Dim, Experts>& model, Report& report) noexcept { return tell(fit(model), report); }
  [[nodiscard]] Status fit(GeneralModel<Dim, Experts>& model) noexcept { return core::fit_general(view(), model.store()); }

  /// Begins a fit to the stream so far, to be done in slices. Samples pushed from now on count and go to the moments, but not
  /// to the window, which holds still. The first slices read the moments: some dim + experts + 50 steps, and where inputs are
  /// nearly collinear four passes over the window an input. A sample pushed meanwhile changes what is read after it; if it
  /// widens the frame, the reading restarts. Later samples do not change the fit.
  /// A fit under way is abandoned, as it is by fit, reset, adjust, merge, recentre and load. It is not saved.
  ///
  /// error   too_few_samples, window_needed: no fit is under way
  /// cost    some hundred instructions
  [[nodiscard]] Status begin_fit() noexcept {
    if constexpr (Window == 0) {
      return core::begin_fit_from_moments(view());
    } else {
      return core::begin_fit(view());
    }
  }

  /// Goes on with the fit for at most `budget` elementary steps. Whatever the slices, `model` and `report` end with the bits
  /// that fit would have given in the place of begin_fit, if no sample is pushed while the moments are read. Until then they
  /// are as they were, and the model in force answers. Pass the same one each time.
  ///
  /// error   unfinished: to be called again; not_begun; constant_inputs, constant_target, ill_conditioned, no_gate, no_fit: the
  ///         fit is over, `model` is as it was
  /// cost    an elementary step is one kept sample of one pass, and all other work is cut to pieces of that order: one
  ///         expert's least squares, a row of the gate's Hessian, ten power iterations, a contraction of the moments, a sweep
  ///         of a Jacobi decomposition, 49 logistics; last, the writing of the model
  [[nodiscard]] Status step_fit(std::uint32_t budget, Model<Dim, Experts>& model, Report& report) noexcept {
    return tell(step_fit(budget, model), report);
  }
  [[nodiscard]] Status step_fit(std::uint32_t budget, Model<Dim, Experts>& model) noexcept {
    if constexpr (Window == 0) {
      return core::step_fit_from_moments(view(), budget, model.store());
    } else {
      return core::step_fit(view(), budget, model.store());
    }
  }

  /// The same two for a model of any form. The position of the fit lies in the model, beside what answers: step the one that
  /// was begun, not a copy.
  ///
  /// error   of begin_fit also model.status(), bad_experts: a fit under way goes on; of step_fit also not_begun: the fit under
  ///         way is that of another model
  /// cost    as above; also one placement looked at, experts - 1 Cholesky factorisations; the model is written in one step
  [[nodiscard]] Status begin_fit(GeneralModel<Dim, Experts>& model) noexcept {
    return core::begin_fit_general(view(), model.store());
  }
  [[nodiscard]] Status step_fit(std::uint32_t budget, GeneralModel<Dim, Experts>& model, Report& report) noexcept {
    return tell(step_fit(budget, model), report);
  }
  [[nodiscard]] Status step_fit(std::uint32_t budget, GeneralModel<Dim, Experts>& model) noexcept {
    return core::step_fit_general(view(), budget, model.store());
  }

  /// Whether a fit has been begun and is not over.
  [[nodiscard]] bool fitting() const noexcept { return state_.course.attempt != core::Attempt::none; }

  [[nodiscard]] const Settings& settings() const noexcept { return state_.settings; }
  [[nodiscard]] const Counters& counters() const noexcept { return state_.counters; }

  /// The number of samples of equal weight that would be worth as much as those in the moments: (sum w)^2 / sum w^2. About
  /// 2 Settings::memory once the stream is longer than that; all samples where nothing is forgotten.
  [[nodiscard]] float effective_samples() const noexcept { return core::effective_samples(view()); }

  /// Inputs a sample has.
  [[nodiscard]] std::size_t dim() const noexcept { return state_.settings.dim; }

  [[nodiscard]] core::EstimatorView view() noexcept { return {&plan, &state_, block_}; }
  [[nodiscard]] core::EstimatorSource view() const noexcept { return {&plan, &state_, block_}; }

 private:
  /// Writes the report of a fit that has ended well.
  [[nodiscard]] Status tell(Status status, Report& report) noexcept {
    if (status == Status::ok) core::report(view(), report);
    return status;
  }

  alignas(64) float block_[plan.floats]{};
  core::State state_{};
};

}  // namespace motet
