// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "motet/detail/plan.hpp"
#include "motet/detail/view.hpp"
#include "motet/model.hpp"
#include "motet/settings.hpp"
#include "motet/status.hpp"

// A third start, for where the third-order moments of an Estimator do not fit: stochastic descent on a loss of order four,
// which needs no array above second order. It needs more samples than the moments do, and gives a Model, which
// Estimator::fit refines. Not linked if it is not used.

namespace motet {

/// Settings of a Descent.
struct DescentSettings {
  std::uint32_t dim = 0;         ///< inputs; 1..Dim, 0 = Dim
  std::uint32_t experts = 0;     ///< experts; 2..Experts, 0 = Experts
  std::uint32_t samples = 0;     ///< samples, 1600..2^24: when the experts are settled; 0 = 30000 dim
  float range = 1e15f;           ///< user's units; 1e-30..1e30: larger inputs and targets are refused
  float condition_limit = 1e5f;  ///< ratio; 1..1e6: as Settings has it
  float step = 0.02f;            ///< 1e-4..0.1: the first steps of the descent; they shrink as n^-3/4
  float sigma_floor = 1e-3f;     ///< deviations; 1e-4..0.1: the noise level stays above it
  bool project = true;           ///< descend in the space that the second moment shows; false: in all directions, where
                                 ///< the loss is flat away from the experts: for comparison
};

/// The stage of a Descent. Each stage takes its share of DescentSettings::samples, the last all that follow.
enum class DescentStage : std::uint8_t {
  spread,      ///< mean and covariance of inputs and target: 1/16
  directions,  ///< the second moment, which shows the space of the experts: 8/16
  experts,     ///< descent on L4: 5/16
  lengths,     ///< the moments along each expert: its length and sign: 2/16
  gate,        ///< descent on L_log, from then on; a Model can be read
};

namespace core {

/// Where everything of a Descent lies, in floats. A function of the bounds.
struct DescentPlan {
  std::uint32_t dim = 0, experts = 0;                   // bounds
  std::uint32_t shift = 0, scale = 0, mean = 0;         // of each input and, last, the target; written by descent/spread
  std::uint32_t second = 0;                             // covariance, then second moment, packed; spread and directions
  std::uint32_t forward = 0;                            // dim rows: to white coordinates; descent/whiten
  std::uint32_t functional = 0;                         // dim rows: from white to the space of the experts; directions
  std::uint32_t value = 0;                              // eigenvalues of the second moment; directions
  std::uint32_t sample = 0, white = 0, image = 0;       // the sample at hand in three coordinates; every stage
  std::uint32_t vector = 0, next = 0, average = 0;      // the experts in their space, a row each; descent/experts
  std::uint32_t gram = 0, share = 0, along = 0;         // their inner products, a few floats an expert; descent/experts
  std::uint32_t slope = 0, gate = 0, gate_average = 0;  // rows over (1, white x); descent/gate
  std::uint32_t floats = 0;                             // all of it

  [[nodiscard]] constexpr std::uint32_t stride() const noexcept { return padded(dim); }
  [[nodiscard]] constexpr std::uint32_t row() const noexcept { return padded(dim + 1u); }
};

[[nodiscard]] constexpr DescentPlan make_descent_plan(std::uint32_t dim, std::uint32_t experts) noexcept {
  DescentPlan plan;
  plan.dim = dim;
  plan.experts = experts;
  const auto take = [&plan](std::uint32_t floats) {
    const std::uint32_t at = plan.floats;
    plan.floats += padded(floats);
    return at;
  };
  plan.shift = take(dim + 1u);
  plan.scale = take(dim + 1u);
  plan.mean = take(dim + 1u);
  plan.second = take(pair_count(dim + 1u));
  plan.forward = take(dim * padded(dim));
  plan.functional = take(dim * padded(dim));
  plan.value = take(dim);
  plan.sample = take(dim + 1u);
  plan.white = take(dim + 1u);
  plan.image = take(dim);
  plan.vector = take(experts * padded(dim));
  plan.next = take(experts * padded(dim));
  plan.average = take(experts * padded(dim));
  plan.gram = take(experts * experts);
  plan.share = take(2u * padded(experts));
  plan.along = take(2u * padded(experts));
  plan.slope = take(experts * padded(dim + 1u));
  plan.gate = take(experts * padded(dim + 1u));
  plan.gate_average = take(experts * padded(dim + 1u));
  return plan;
}

/// Everything of a Descent that is not a float array. Plain bytes.
struct DescentState {
  DescentSettings settings;
  Configured configured;                     ///< what configure returned
  Status outcome = Status::too_few_samples;  ///< why there is no model yet
  DescentStage stage = DescentStage::spread;
  std::uint32_t count = 0;        ///< samples in this stage
  std::uint32_t wanted = 0;       ///< samples that it takes
  std::uint32_t rank = 0;         ///< directions of the white x
  std::uint32_t order = 0;        ///< of the space of the experts
  float target_deviation = 1.0f;  ///< frame
  float third = 0.0f;             ///< E[t^3] of the standardised target
  float variance = 0.25f;         ///< of the noise, deviations squared
  Counters counters;
  Watch watch;  ///< of the target
};

using DescentView = PlannedView<DescentPlan, DescentState>;
using DescentSource = PlannedSource<DescentPlan, DescentState>;

[[nodiscard]] Status configure(const DescentView& descent, const DescentSettings& settings) noexcept;
[[nodiscard]] Status push(const DescentView& descent, const float* x, std::size_t length, float y) noexcept;
[[nodiscard]] Status read(const DescentSource& descent, const ModelStore& model) noexcept;

}  // namespace core

/// Learns a mixture of linear experts by stochastic descent, one sample at a time, with no moment above second order.
///
///     L4 = sum_{i != j} T4(a_i,a_i,a_j,a_j) - mu sum_i T4(a_i,a_i,a_i,a_i) + lambda sum_i (|a_i|^2 - 1)^2
///     L_log = -E log sum_i p_i(x) N(y | a_i'x, sigma^2)
///
/// L4 for the experts, in the space of the second moment's largest eigenvectors, then L_log for the gate. It assumes what the
/// tensor start does: x normal (it is whitened), one noise level, experts without intercepts, a gate that does not lean on
/// them. What it gives without these is a start. Plain bytes, no heap.
///
/// source  [MOKV20]
template <std::size_t Dim, std::size_t Experts>
class Descent {
  static_assert(Dim >= 1 && Dim <= max_cubic_dim, "motet: Dim must lie in 1..32");
  static_assert(Experts >= 2 && Experts <= max_experts, "motet: Experts must lie in 2..8");

 public:
  static constexpr core::DescentPlan plan =
      core::make_descent_plan(static_cast<std::uint32_t>(Dim), static_cast<std::uint32_t>(Experts));

  /// Ready for the first sample. If a setting is out of range, every call returns status().
  explicit Descent(const DescentSettings& settings = {}) noexcept { static_cast<void>(reset(settings)); }
  /// Zero bytes: reset comes later (see motet::zeroed).
  constexpr explicit Descent(Zeroed) noexcept : state_(core::make_zeroed<core::DescentState>()) {}

  /// ok, or what was wrong with the settings it was made with.
  [[nodiscard]] Status status() const noexcept { return state_.configured; }

  /// Forgets the stream.
  ///
  /// error   bad_dim, bad_experts, bad_setting: nothing changed
  [[nodiscard]] Status reset(const DescentSettings& settings) noexcept { return core::configure(view(), settings); }

  /// Takes one sample.
  ///
  /// shape   x: dim floats
  /// unit    the user's; |x|, |y| <= DescentSettings::range. What is further than 8 deviations out counts as 8 (the first
  ///         stage measures the deviations themselves, of all that comes)
  /// error   wrong_length, not_finite, out_of_range: counted, nothing else changed
  /// cost    about dim^2 + 4 experts dim multiply-adds; the samples that end the first two stages: one decomposition of
  ///         order dim each
  [[nodiscard]] Status push(std::span<const float> x, float y) noexcept { return core::push(view(), x.data(), x.size(), y); }

  /// Writes what has been learnt so far: from the stage `gate` on.
  ///
  /// error   too_few_samples: not yet; constant_inputs, constant_target: nothing has varied so far; no_fit: the second moment
  ///         does not show as many directions as experts (opposite or parallel experts, or more of them than inputs), or not
  ///         yet. `model` is then as it was
  [[nodiscard]] Status read(Model<Dim, Experts>& model) const noexcept { return core::read(view(), model.store()); }

  [[nodiscard]] DescentStage stage() const noexcept { return state_.stage; }
  [[nodiscard]] const DescentSettings& settings() const noexcept { return state_.settings; }
  [[nodiscard]] const Counters& counters() const noexcept { return state_.counters; }

  [[nodiscard]] core::DescentView view() noexcept { return {&plan, &state_, block_}; }
  [[nodiscard]] core::DescentSource view() const noexcept { return {&plan, &state_, block_}; }

 private:
  alignas(16) float block_[plan.floats]{};
  core::DescentState state_{};
};

}  // namespace motet
