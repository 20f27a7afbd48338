// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "motet/estimator.hpp"
#include "motet/model.hpp"
#include "motet/report.hpp"
#include "motet/status.hpp"

// How many experts? Models of 1 to Experts predict each sample before it is learnt. Not linked if it is not used.

namespace motet {

/// The result of a contest: nats a sample, over the newer half of the samples predicted.
struct Verdict {
  std::uint32_t experts =
      0;                   ///< the fewest that are no worse than the best by more than their standard error; 0: not known yet
  std::uint32_t best = 0;  ///< those with the highest score
  std::uint32_t candidates = 0;            ///< models that predicted all of these samples: 1 to so many experts
  std::uint64_t samples = 0;               ///< samples behind it
  std::array<float, max_experts> score{};  ///< mean log density of a sample before it was learnt, by experts - 1
  std::array<float, max_experts> error{};  ///< standard error of the best one's lead
};

namespace core {

/// Blocks of samples whose scores are kept; when all are full, neighbours are joined.
inline constexpr std::uint32_t contest_blocks = 32;
/// Samples a block at first.
inline constexpr std::uint32_t contest_first_length = 4;
/// Samples added up before they join a block: a float sum of millions would stall.
inline constexpr std::uint32_t contest_run_length = 64;

/// How far a contest has come. Plain bytes.
struct ContestState {
  std::uint64_t fitted_at = 0;                    ///< samples of the estimator when the models were fitted
  std::uint32_t entered = 0;                      ///< candidates that have joined
  std::uint32_t length = 0;                       ///< samples a block
  std::uint32_t full = 0;                         ///< blocks
  std::uint32_t in_block = 0;                     ///< samples in the one that is being filled
  std::uint32_t in_run = 0;                       ///< samples not yet in it
  std::array<std::uint32_t, max_experts> from{};  ///< first block that a candidate predicted completely
};

/// A contest as the compiled functions see it.
struct ContestView {
  std::uint32_t candidates;  ///< bound
  ContestState* state;
  float* sums;  ///< candidates rows: scores by block, then of the run
};

/// A contest to be read.
struct ContestSource {
  std::uint32_t candidates;  ///< bound
  const ContestState* state;
  const float* sums;
};

void begin_contest(const ContestView& contest) noexcept;
/// The next candidate joins: samples that it has not predicted do not count for it.
void join_contest(const ContestView& contest) noexcept;
/// shape   scores: contest.candidates, nats
void add_scores(const ContestView& contest, const float* scores) noexcept;
void judge_contest(const ContestSource& contest, Verdict& verdict) noexcept;

}  // namespace core

/// Which number of experts predicts the stream best.
///
///     contest.score(x, y);  learner.push(x, y);     each sample, in this order
///     if (contest.due(learner)) contest.fit(learner);    when there is time
///
/// Every model is judged on samples that it has not seen, in the order in which they come. So the choice is the model that
/// predicts the future, not the one that explains the past: a log whose regimes change is not cut into ever more experts.
/// Neighbouring samples may be alike; the errors are those of blocks of samples, a 32nd of the stream or longer.
///
/// Plain bytes: Experts models and 33 floats each.
///
/// source  Dawid, The prequential approach, 1984; the one-standard-error rule: Breiman, Friedman, Olshen, Stone, 1984
template <std::size_t Dim, std::size_t Experts>
class Contest {
 public:
  /// Zero bytes; begins with the first score.
  constexpr Contest() noexcept = default;

  /// Every fitted model predicts a sample that the estimator has not been given yet.
  ///
  /// shape   x: inputs of the models
  /// error   no_model: none has been fitted; as Model::attribute; then nothing has changed
  /// cost    an attribution for each number of experts
  [[nodiscard]] Status score(std::span<const float> x, float y) noexcept {
    std::array<float, Experts> scores{};
    if (state_.entered == 0) return Status::no_model;
    for (std::size_t i = 0; i < state_.entered; ++i) {
      Attribution<Experts> attribution;
      if (const Status status = models_[i].attribute(x, y, attribution); status != Status::ok) return status;
      scores[i] = attribution.log_density;
    }
    core::add_scores(view(), scores.data());
    return Status::ok;
  }

  /// Whether the stream has grown by half since the models were fitted.
  template <std::size_t Window>
  [[nodiscard]] bool due(const Estimator<Dim, Experts, Window>& estimator) const noexcept {
    return estimator.counters().accepted > 0 && estimator.counters().accepted >= state_.fitted_at + state_.fitted_at / 2;
  }

  /// Fits models of 1, 2, ... experts, as many as the settings of the estimator allow and the samples suffice for; each has to
  /// beat the one before of the same number. The settings are restored.
  ///
  /// error   unfinished: a fit in slices is under way, which this call would abandon; as fit with one expert; then
  ///         nothing has changed
  /// cost    Experts fits
  template <std::size_t Window>
  [[nodiscard]] Status fit(Estimator<Dim, Experts, Window>& estimator) noexcept {
    if (estimator.status() != Status::ok) return estimator.status();
    if (estimator.fitting()) return Status::unfinished;
    const Settings before = estimator.settings();
    Settings settings = before;
    Status first = Status::ok;
    for (std::uint32_t i = 0; i < before.experts; ++i) {
      settings.experts = i + 1;
      Status status = estimator.adjust(settings);
      if (status == Status::ok) status = estimator.fit(models_[i]);
      if (i == 0) first = status;
      if (status != Status::ok) break;
      if (i >= state_.entered) core::join_contest(view());
    }
    const Status restored = estimator.adjust(before);
    if (first == Status::ok) state_.fitted_at = estimator.counters().accepted;
    return first == Status::ok ? restored : first;
  }

  /// The result so far; no number of experts before some 64 samples have been predicted.
  [[nodiscard]] Verdict verdict() const noexcept {
    Verdict verdict;
    core::judge_contest(view(), verdict);
    return verdict;
  }

  /// The model of so many experts, 1..Experts; not fitted if there have been too few samples for it.
  [[nodiscard]] const Model<Dim, Experts>& model(std::size_t experts) const noexcept {
    return models_[experts - 1 < Experts ? experts - 1 : 0];
  }
  /// All of them, by experts - 1.
  [[nodiscard]] const std::array<Model<Dim, Experts>, Experts>& models() const noexcept { return models_; }
  [[nodiscard]] std::array<Model<Dim, Experts>, Experts>& models() noexcept { return models_; }

  [[nodiscard]] core::ContestView view() noexcept { return {bound, &state_, sums_.data()}; }
  [[nodiscard]] core::ContestSource view() const noexcept { return {bound, &state_, sums_.data()}; }

 private:
  static constexpr std::uint32_t bound = static_cast<std::uint32_t>(Experts);

  std::array<Model<Dim, Experts>, Experts> models_{};
  core::ContestState state_{};
  std::array<float, Experts*(core::contest_blocks + 1)> sums_{};
};

}  // namespace motet
