// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>

#include "motet/adapt_settings.hpp"
#include "motet/detail/plan.hpp"
#include "motet/detail/view.hpp"
#include "motet/settings.hpp"
#include "motet/status.hpp"

// Adaptation as the compiled functions see it. adapter.hpp owns the storage; a user has no need of what lies in core.

namespace motet::core {

/// Floats of U D U' of order `order`: the diagonal, then columns 1.. of U above it, each in whole words.
[[nodiscard]] constexpr std::uint32_t inverse_floats(std::uint32_t order) noexcept {
  const std::uint32_t words = (order - 1u) / 4u;
  return padded(order) + 4u * (words + 1u) * (2u * words + (order - 1u) % 4u);
}

/// Floats of a row of parameters: slopes in whole words, then the value at the centre in a word of its own.
[[nodiscard]] constexpr std::uint32_t parameter_row(std::uint32_t dim) noexcept { return padded(dim) + 4u; }

/// Numbers of the judgement by name.
enum class Judgement : std::uint32_t {
  least,      ///< target seen, user's units
  greatest,   //
  rests,      ///< that the estimator had forgotten when this began; with a fit, as many as there can be
  deviation,  ///< of the noise about the line, user's units
  usual,      ///< the same, as the judge has it: it grows slowly
  lead,       ///< of the mixture before the line, nats
  far,        ///< samples one behind the other that lay far from the line
  on_line,    ///< 1: the line is believed; 0: the model
};

/// Nats by which the mixture leads or trails before the judgement changes.
inline constexpr float conviction = 4.0f;
/// Nats: it never trails by more.
inline constexpr float deepest = 50.0f;
/// Floats of the judgement: whole words.
inline constexpr std::uint32_t judgement_floats = 8;

/// The floor plan of an adapter, in floats.
struct AdapterPlan {
  std::uint32_t dim = 0;      ///< bound on the inputs
  std::uint32_t experts = 0;  ///< bound on the experts

  std::uint32_t scale = 0;      ///< 1 / unit of each input, a power of two
  std::uint32_t last = 0;       ///< the sample before: inputs, target
  std::uint32_t run = 0;        ///< how often each of them has repeated itself
  std::uint32_t sample = 0;     ///< the sample at hand: x - centre in units, then 1
  std::uint32_t gain = 0;       ///< P z of the matrix at hand
  std::uint32_t gradient = 0;   ///< of each gate row, since its last turn
  std::uint32_t along = 0;      ///< U'z of each expert's inverse information
  std::uint32_t inverse = 0;    ///< inverse information: of the experts, then of the gate
  std::uint32_t carry = 0;      ///< what rounding held back from each parameter; rows as inverse
  std::uint32_t lag = 0;        ///< averaged parameters less those in force
  std::uint32_t line = 0;       ///< the line beside a mixture: its inverse information, then its coefficients; or nothing
  std::uint32_t judgement = 0;  ///< the range of the targets seen, and whether mixture or line is believed; or nothing
  std::uint32_t floats = 0;     ///< all of it
};

/// `judged`: with what predict_adapted needs.
[[nodiscard]] constexpr AdapterPlan make_adapter_plan(std::uint32_t dim, std::uint32_t experts, bool judged) noexcept {
  AdapterPlan plan;
  plan.dim = dim;
  plan.experts = experts;
  std::uint32_t at = 0;
  const auto take = [&at](std::uint32_t floats) {
    const std::uint32_t begin = at;
    at += floats;
    return begin;
  };
  plan.scale = take(padded(dim));
  plan.last = take(padded(dim + 1u));
  plan.run = take(padded(dim + 1u));
  plan.sample = take(padded(dim + 1u));
  plan.gain = take(padded(dim + 1u));
  plan.gradient = take(experts * padded(dim + 1u));
  plan.along = take(experts * padded(dim + 1u));
  plan.inverse = take(2u * experts * inverse_floats(dim + 1u));
  plan.carry = take(2u * experts * parameter_row(dim));
  plan.lag = take(2u * experts * parameter_row(dim));
  plan.line = take(judged && experts > 1 ? inverse_floats(dim + 1u) + padded(dim + 1u) : 0u);
  plan.judgement = take(judged ? judgement_floats : 0u);
  plan.floats = at;
  return plan;
}

/// Everything of an adapter that is not a float array. Plain bytes, none of them unused.
struct AdaptState {
  AdaptSettings settings;
  Configured configured;  ///< what configure_adapter() returned
  bool shared_sigma = true;
  std::uint8_t turn = 0;           ///< the next part of the gate's work: curvature or step of a row
  std::uint8_t wide = 0;           ///< samples one behind the other that widened a unit
  ModelSize size{};                ///< of the model in force; 0 experts: not begun
  float mark = 0.0f;               ///< its first intercept: how a model that was changed elsewhere is known
  float range = 0.0f;              ///< largest input and target
  float sigma_least = 0.0f;        ///< user's units of y
  std::uint32_t samples = 0;       ///< since the step began to fall
  float memory = 0.0f;             ///< Settings::memory of the estimator it began with
  float falling = 0.0f;            ///< (n + step_delay)^-step_power of late
  float step = 0.0f;               ///< of the last sample
  float least_step = 0.0f;         ///< time / memory: it never falls below this, nor the share of a sample in an average
  float concentration = 0.0f;      ///< sum of squared weights: 1 / effective samples
  float error = 0.0f;              ///< of the last sample, before it was learnt: y less what the model predicted
  float log_density = 0.0f;        ///< of it likewise: log P(y|x), nats
  float loglik = 0.0f;             ///< running mean of the log density
  float spread = 0.0f;             ///< running variance of it
  float drop = 0.0f;               ///< the sum that makes a change
  std::uint32_t watched = 0;       ///< samples in these
  float weight[max_experts] = {};  ///< running mean of the responsibilities
  float doubt[max_experts] = {};   ///< log odds, where positive, that the expert in force is better than its average
  float gate_doubt = 0.0f;         ///< the same of the gate
  std::uint32_t averaged[2 * max_experts] = {};    ///< moves in the average of each row
  std::uint32_t sigma_averaged[max_experts] = {};  ///< moves in the average of each sigma
  float sigma_lag[max_experts] = {};               ///< averaged sigma less that in force
  std::uint8_t far[max_experts] = {};              ///< samples one behind the other that lay far from the expert they are of
  AdaptCounters counters;
};
static_assert(sizeof(AdaptState) == sizeof(AdaptSettings) + sizeof(AdaptCounters) + 76 + 25 * max_experts);

using AdapterView = PlannedView<AdapterPlan, AdaptState>;
using AdapterSource = PlannedSource<AdapterPlan, AdaptState>;

/// Whether the adapter has begun with this model, and nothing else has written to it since.
[[nodiscard]] inline bool has_begun(const AdaptState& state, const ModelView& model) noexcept {
  return state.size.experts != 0 && model.size.experts == state.size.experts && model.size.dim == state.size.dim &&
         model.parameters[model.shape.intercept(0)] == state.mark;
}

/// Whether the estimator takes every sample that the adapter, which has begun, takes.
[[nodiscard]] inline bool takes_as_much(const State& estimator, const AdaptState& state) noexcept {
  return estimator.configured == Status::ok && estimator.settings.dim == state.size.dim &&
         estimator.settings.range >= state.range;
}

/// Whether the estimator has forgotten a rest of the plant that the adapter, which has begun, began with, and experts that are
/// alike since then would not part. A model that was fitted is not of the rest; one expert forgets it by itself.
///
/// shape   adapter: with a judgement
[[nodiscard]] inline bool is_of_rest(const State& estimator, const AdapterSource& adapter) noexcept {
  const float rests = adapter.block[adapter.plan->judgement + static_cast<std::uint32_t>(Judgement::rests)];
  return adapter.state->size.experts > 1 && estimator.framed && rests < static_cast<float>(estimator.watch.restarts);
}

[[nodiscard]] Status configure_adapter(const AdapterView& adapter, const AdaptSettings& settings) noexcept;
[[nodiscard]] Status begin_adapting(const AdapterView& adapter, const EstimatorSource& estimator,
                                    const ModelStore& model) noexcept;
[[nodiscard]] Status adapt(const AdapterView& adapter, const float* x, std::size_t length, float y, float elapsed,
                           const ModelStore& model) noexcept;
/// A prediction of the line where that is believed, else of the model; the mean near the targets seen.
[[nodiscard]] Status predict_adapted(const AdapterSource& adapter, const ModelView& model, const float* x, std::size_t length,
                                     const PredictionView& prediction) noexcept;
/// Whether the line is believed.
[[nodiscard]] bool believes_line(const AdapterSource& adapter) noexcept;
[[nodiscard]] Status challenge(const AdapterView& adapter, const EstimatorSource& estimator, const ModelView& rival,
                               const ModelStore& model) noexcept;
[[nodiscard]] Status average(const AdapterView& adapter, const ModelView& model, const ModelStore& averaged) noexcept;

}  // namespace motet::core
