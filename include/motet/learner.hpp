// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>

#include "motet/bank.hpp"
#include "motet/detail/learner_image.hpp"
#include "motet/detail/learning.hpp"
#include "motet/estimator.hpp"
#include "motet/flash.hpp"
#include "motet/learner_report.hpp"
#include "motet/learner_settings.hpp"
#include "motet/model.hpp"
#include "motet/status.hpp"

namespace motet {

/// Predicts a stream and learns it, one sample at a time, in this object alone. Nothing has to be set.
///
/// A bank of members predicts each sample: lines and mixtures of experts, each with a memory of its own. A vote, weighted by
/// their likelihoods, joins them. The log loss of the whole is never behind that of a member by more than the logarithm of
/// their number and the weight that the vote deals out evenly; a mixture that a fit replaces is a new
/// member. Fits to a window of samples run in slices inside learn, and challenge the mixtures.
///
/// Dim and Experts are bounds, Window the samples kept for the fits, Bank the members. Plain bytes: no heap, no pointer into
/// itself. Not thread-safe.
///
/// source  Herbster, Warmuth, Tracking the best expert, 1998; Gibbs, Candes, Adaptive conformal inference, 2021; [MOKV19]
template <std::size_t Dim, std::size_t Experts = 3, std::size_t Window = 64,
          class Bank = SmallBank<static_cast<std::uint32_t>(Experts)>>
class Learner {
  static_assert(Dim >= 1 && Dim <= max_dim, "motet: Dim must lie in 1..128");
  static_assert(Experts >= 2 && Experts <= max_experts, "motet: Experts must lie in 2..8");
  static_assert(Window >= 1, "motet: a learner keeps a window of samples");

 public:
  /// Where everything lies; sizeof(Learner) is known at compile time.
  static constexpr core::LearnerPlan plan = core::make_learner_plan(static_cast<std::uint32_t>(Dim), Bank::members);
  static_assert(Dim < max_dim || !plan.lagged, "motet: a mixture that sees the last target takes 127 inputs at most");
  static_assert(plan.experts <= Experts, "motet: a member of the bank has more than Experts experts");

  explicit Learner(const LearnerSettings& settings = {}) noexcept {
    static_cast<void>(core::configure_learner(view(), settings));
  }
  /// Zero bytes: reset comes later (see motet::zeroed).
  constexpr explicit Learner(Zeroed) noexcept
      : plain_(zeroed),
        lagged_(zeroed),
        state_(core::make_zeroed<core::LearnerState>()),
        adapters_(core::make_zeroed<std::array<core::AdaptState, plan.mixtures>>()) {}

  /// ok, or what was wrong with the settings it was made with.
  [[nodiscard]] Status status() const noexcept { return state_.configured; }

  /// Forgets the stream.
  ///
  /// error   bad_dim, bad_setting: nothing changed
  [[nodiscard]] Status reset(const LearnerSettings& settings) noexcept { return core::configure_learner(view(), settings); }

  /// Predicts the target of `x`. Called again before a target has come, it looks one sample further, and the correction by the
  /// last errors fades.
  ///
  /// shape   x: dim() floats
  /// unit    the user's
  /// error   wrong_length, not_finite, out_of_range: `forecast` is as it was, and nothing has changed
  /// cost    a prediction of every member; two quantiles of their mixture
  [[nodiscard]] Status predict(std::span<const float> x, Forecast& forecast) noexcept {
    return core::predict_next(view(), x.data(), x.size(), forecast);
  }

  /// The central interval that holds the target of `x` with probability `level`.
  ///
  /// unit    level: .001 to .999999
  /// error   bad_level; as predict
  [[nodiscard]] Status interval(std::span<const float> x, float level, Interval& interval) noexcept {
    return core::predict_next_interval(view(), x.data(), x.size(), level, interval);
  }

  /// The probability of a target as strange as `y` or stranger: uniform on a healthy stream, small where something is wrong.
  ///
  /// error   as predict; `y` not finite or out of range
  [[nodiscard]] Status score(std::span<const float> x, float y, float& p_value) noexcept {
    return core::score_target(view(), x.data(), x.size(), y, p_value);
  }

  /// Learns a sample, `elapsed` after the one before, without it 1; goes on with a fit for settings().work_per_sample steps.
  ///
  /// shape   x: dim() floats
  /// unit    the user's; elapsed in samples
  /// error   wrong_length, not_finite, out_of_range: counted, nothing else changed. `changed` is not a refusal: the
  ///         sample was learnt, but the stream is no longer what it was
  /// cost    bounded by dim, experts and members, and the work
  [[nodiscard]] Status learn(std::span<const float> x, float y) noexcept {
    return core::learn_sample(view(), x.data(), x.size(), y, 1.0f);
  }
  [[nodiscard]] Status learn(std::span<const float> x, std::same_as<float> auto y, float elapsed) noexcept {
    return core::learn_sample(view(), x.data(), x.size(), y, elapsed);
  }

  /// Goes on with the fits for at most `budget` elementary steps (Estimator::step_fit), where there is time for more than
  /// learn does.
  ///
  /// error   unfinished: a fit is under way, and there is more to do
  [[nodiscard]] Status work(std::uint32_t budget) noexcept { return core::advance_work(view(), budget); }

  /// Saves everything to the slot of `flash` that does not hold the newest whole image (motet/flash.hpp). The learner is not
  /// touched: a fit under way goes on. Bytes: save(bytes, learner), motet/state.hpp.
  ///
  /// error   status(): nothing was written; flash_failed: the image before is still there
  /// cost    one slot erased and written, both read
  template <Flash Device>
  [[nodiscard]] Status save(Device& flash) const noexcept {
    return motet::save(flash, *this);
  }

  /// Loads the newest whole image of a learner of this type. It goes on as the one that was saved would, to the bit, but that a
  /// fit that was under way begins anew.
  ///
  /// error   as load of motet/flash.hpp: the learner is as it was; flash_failed: two reads disagreed, the learner is empty
  /// cost    both slots read, one of them twice
  template <Flash Device>
  [[nodiscard]] Status load(Device& flash) noexcept {
    return motet::load(flash, *this);
  }
  /// The same, with other settings than it was saved with: work_per_sample, seed, range. The windows and the mixtures take over
  /// seed and range where they begin anew.
  ///
  /// error   likewise; bad_dim: another number of inputs; bad_setting; out_of_range: samples lie outside the new range
  template <Flash Device>
  [[nodiscard]] Status load(Device& flash, const LearnerSettings& settings) noexcept {
    return motet::load(flash, *this, settings);
  }

  /// Takes in what `other` has learnt, for fleets: predicts from now on about as one learner that had seen both streams. The
  /// information of lines adds up, windows are pooled, of two mixtures the likelier on the pooled window goes on, and the votes
  /// are multiplied. A fit under way is abandoned; a fit to the pooled window begins with the next sample. The settings stay,
  /// but the range, which is the larger of the two. Its own last target and errors stay: it goes on with its own stream.
  ///
  /// error   status() of either; same_stream: `other` is this one; other_bounds: another number of inputs: nothing changed
  /// cost    a sample learnt by each line for each of its coefficients; the kept samples attributed twice a mixture
  [[nodiscard]] Status merge(const Learner& other) noexcept { return core::merge_learner(view(), other.view()); }

  /// The mixture in force: of those that see the inputs alone, the one with the largest weight in the vote. Not fitted if no
  /// mixture has begun.
  [[nodiscard]] Model<Dim, Experts> model() const noexcept {
    Model<Dim, Experts> model;
    core::read_model(view(), model.store());
    return model;
  }

  /// The state of the learner; print (motet/print.hpp) puts it into words.
  [[nodiscard]] LearnerReport report() const noexcept {
    LearnerReport report;
    core::report_learner(view(), report);
    return report;
  }

  /// Weight of a member in the vote; they add up to 1.
  [[nodiscard]] float weight(std::size_t member) const noexcept {
    return member < plan.members ? core::weigh_member(view(), static_cast<std::uint32_t>(member)) : 0.0f;
  }
  [[nodiscard]] static constexpr std::size_t members() noexcept { return plan.members; }
  [[nodiscard]] static constexpr Member member(std::size_t member) noexcept { return plan.member[member].member; }

  [[nodiscard]] const LearnerSettings& settings() const noexcept { return state_.settings; }
  [[nodiscard]] const LearnerCounters& counters() const noexcept { return state_.counters; }
  [[nodiscard]] std::size_t dim() const noexcept { return state_.settings.dim; }
  /// log p(y) of the last target, as it was predicted; nats, user's units of y.
  [[nodiscard]] float log_density() const noexcept { return state_.log_density; }
  /// The probability of a target as strange as the last one was.
  [[nodiscard]] float p_value() const noexcept { return state_.p_value; }

  [[nodiscard]] core::LearnerView view() noexcept {
    return {&plan, &state_, members_.data(), adapters_.data(), sizes_.data(), block_, plain_.view(), lagged_.view()};
  }
  [[nodiscard]] core::LearnerSource view() const noexcept {
    return {&plan, &state_, members_.data(), sizes_.data(), block_, adapters_.data(), plain_.view(), lagged_.view()};
  }

 private:
  /// In place of an estimator that no member needs.
  struct Nothing {
    explicit Nothing(const Settings&) noexcept {}
    constexpr explicit Nothing(Zeroed) noexcept {}
    [[nodiscard]] core::EstimatorView view() noexcept { return {nullptr, nullptr, nullptr}; }
    [[nodiscard]] core::EstimatorSource view() const noexcept { return {nullptr, nullptr, nullptr}; }
  };
  template <bool Wanted, std::size_t Inputs>
  using Maybe = std::conditional_t<Wanted, Estimator<Inputs, Experts, Window>, Nothing>;

  alignas(64) float block_[plan.floats]{};
  static constexpr Settings first_settings{};  // configure_learner writes over them

  Maybe<(plan.mixtures > 0), Dim> plain_{first_settings};
  Maybe<plan.lagged, Dim + 1> lagged_{first_settings};
  core::LearnerState state_{};
  std::array<core::MemberState, plan.members> members_{};
  std::array<core::AdaptState, plan.mixtures> adapters_{};
  std::array<core::ModelSize, plan.mixtures> sizes_{};
};

namespace core {

/// Bytes of an image that is wanted.
template <bool Wanted, class Image>
[[nodiscard]] constexpr std::size_t wanted_bytes() noexcept {
  if constexpr (Wanted) {
    return Image::bytes;
  } else {
    return 0;
  }
}

/// A learner is saved as many images: of itself, of each member, of its windows.
template <std::size_t Dim, std::size_t Experts, std::size_t Window, class Bank>
struct ImageOf<Learner<Dim, Experts, Window, Bank>> {
  using Object = Learner<Dim, Experts, Window, Bank>;
  using Settings = LearnerSettings;
  using Plain = ImageOf<Estimator<Dim, Experts, Window>>;
  using Lagged = ImageOf<Estimator<Dim + 1, Experts, Window>>;
  static constexpr const LearnerPlan& plan = Object::plan;
  static constexpr bool windowed = plan.mixtures > 0;
  static constexpr std::uint32_t images = count_learner_images(plan) + (windowed ? 1u : 0u) + (plan.lagged ? 1u : 0u);
  static constexpr std::size_t bytes =
      count_learner_bytes(plan) + wanted_bytes<windowed, Plain>() + wanted_bytes<plan.lagged, Lagged>();

  template <class Walk>
  static void visit(const Object& learner, Walk& walk) noexcept {
    const LearnerSource source = learner.view();
    visit_learner(source, walk);
    if constexpr (windowed) walk(ImageFrom<EstimatorImage>{{source.plain.plan}, source.plain});
    if constexpr (plan.lagged) walk(ImageFrom<EstimatorImage>{{source.lagged.plan}, source.lagged});
  }
  template <class Walk>
  static void visit(Object& learner, Walk& walk) noexcept {
    const LearnerView view = learner.view();
    visit_learner(view, walk);
    if constexpr (windowed) walk(ImageInto<EstimatorImage>{{view.plain.plan}, view.plain});
    if constexpr (plan.lagged) walk(ImageInto<EstimatorImage>{{view.lagged.plan}, view.lagged});
  }
};

}  // namespace core

}  // namespace motet
