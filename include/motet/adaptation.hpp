// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>

#include "motet/plan.hpp"
#include "motet/settings.hpp"
#include "motet/status.hpp"
#include "motet/view.hpp"

// Adaptation as the compiled functions see it. adapter.hpp owns the storage; a user has no need of what lies in core.

namespace motet {

/// What can be chosen about adaptation. Memory, range, noise floor, one noise level or several are those of the estimator that
/// it begins with.
struct AdaptSettings {
  // ---- how fast: step = max((n + step_delay)^-step_power, elapsed / Settings::memory) at sample n; it grows again by itself
  // where the parameters have some way to go
  float step_delay = 500.0f;      ///< samples; 1..1e6: the fit it begins with counts about so many
  float step_power = 0.8f;        ///< 0.5..1: below 1 the step stays large enough to leave a bad start; the average calms it
  float average_power = 0.25f;    ///< 0..8: move n of a parameter counts n^average_power in its average
  float renew_threshold = 20.0f;  ///< nats; 1..1e6: an average that explains the stream so much worse than the parameters in
                                  ///< force begins anew, and the step grows; by luck once in e^20 samples

  // ---- how far ---------------------------------------------------------------------------------------------------
  std::uint32_t gate_hold = 100;  ///< samples; 0..1e6: the gate waits until experts and noise have settled
  float gate_stride = 1.0f;       ///< log odds; 0.01..10: the most that a step of the gate moves the samples it was made from
  float gate_ridge = 1e-3f;       ///< 1e-5..1: information that a gate never falls below along an input: where regimes hardly
                                  ///< overlap its step stays finite
  float expert_ridge = 3e-2f;     ///< 1e-5..1: the same of an expert: what no sample excites is not forgotten without end

  // ---- what is refused -------------------------------------------------------------------------------------------
  float outlier_limit = 0.0f;     ///< deviations; 0 or 2..1e6: of a target from every expert. 0: off, for after a jump of the
                                  ///< plant every sample would be refused
  std::uint32_t stuck_limit = 0;  ///< samples; 0 or 2..1e9: an input or target that says the same so often is a dead sensor.
                                  ///< 0: off, for a set-point may rest

  // ---- when the stream has changed -------------------------------------------------------------------------------
  float change_allowance = 0.5f;   ///< deviations; 0..4: a smaller drop of the log density is no change
  float change_threshold = 40.0f;  ///< deviations; 1..1e6: drops beyond the allowance, summed, that are one
  float change_memory = 2000.0f;   ///< samples; 100..1e6: over which the usual log density is averaged
};

/// What came to an adapter, by fate.
struct AdaptCounters {
  std::uint64_t accepted = 0;
  std::uint32_t wrong_length = 0;
  std::uint32_t not_finite = 0;
  std::uint32_t out_of_range = 0;
  std::uint32_t outliers = 0;
  std::uint32_t stuck = 0;
  std::uint32_t changes = 0;   ///< of the accepted: those at which a change was noticed
  std::uint32_t renewed = 0;   ///< averages begun anew, for the parameters had left them behind; the step grew with it
  std::uint32_t replaced = 0;  ///< models that gave way to a rival
};

/// Floats of U D U' of order `order`: the diagonal, then columns 1.. of U above it, each in whole words.
[[nodiscard]] constexpr std::uint32_t inverse_floats(std::uint32_t order) noexcept {
  const std::uint32_t words = (order - 1u) / 4u;
  return padded(order) + 4u * (words + 1u) * (2u * words + (order - 1u) % 4u);
}

/// Floats of a row of parameters: slopes in whole words, then the value at the centre in a word of its own.
[[nodiscard]] constexpr std::uint32_t parameter_row(std::uint32_t dim) noexcept { return padded(dim) + 4u; }

/// The floor plan of an adapter, in floats.
struct AdapterPlan {
  std::uint32_t dim = 0;      ///< bound on the inputs
  std::uint32_t experts = 0;  ///< bound on the experts

  std::uint32_t scale = 0;     ///< 1 / unit of each input, a power of two
  std::uint32_t last = 0;      ///< the sample before: inputs, target
  std::uint32_t run = 0;       ///< how often each of them has repeated itself
  std::uint32_t sample = 0;    ///< the sample at hand: x - centre in units, then 1
  std::uint32_t gain = 0;      ///< P z of the matrix at hand
  std::uint32_t gradient = 0;  ///< of each gate row, since its last turn
  std::uint32_t along = 0;     ///< U'z of each expert's inverse information
  std::uint32_t inverse = 0;   ///< inverse information: of the experts, then of the gate
  std::uint32_t carry = 0;     ///< what rounding held back from each parameter; rows as inverse
  std::uint32_t lag = 0;       ///< averaged parameters less those in force
  std::uint32_t floats = 0;    ///< all of it
};

[[nodiscard]] constexpr AdapterPlan make_adapter_plan(std::uint32_t dim, std::uint32_t experts) noexcept {
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
  plan.floats = at;
  return plan;
}

/// Everything of an adapter that is not a float array. Plain bytes, none of them unused.
struct AdaptState {
  AdaptSettings settings;
  Status configured = Status::bad_setting;  ///< what configure_adapter() said; every call returns it if not ok
  bool shared_sigma = true;
  std::uint16_t turn = 0;          ///< the next part of the gate's work: curvature or step of a row
  core::ModelSize size{};          ///< of the model in force; 0 experts: not begun
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
  AdaptCounters counters;
};
static_assert(sizeof(AdaptState) == sizeof(AdaptSettings) + sizeof(AdaptCounters) + 76 + 24 * max_experts);

namespace core {

struct AdapterView {
  const AdapterPlan* plan;
  AdaptState* state;
  float* block;
};

/// An adapter to be read.
struct AdapterSource {
  const AdapterPlan* plan;
  const AdaptState* state;
  const float* block;
};

/// Whether the adapter has begun with this model and nobody else has written to it since.
[[nodiscard]] inline bool has_begun(const AdaptState& state, const ModelView& model) noexcept {
  return state.size.experts != 0 && model.size.experts == state.size.experts && model.size.dim == state.size.dim &&
         model.parameters[model.shape.intercept(0)] == state.mark;
}

[[nodiscard]] Status configure_adapter(const AdapterView& adapter, const AdaptSettings& settings) noexcept;
[[nodiscard]] Status begin_adapting(const AdapterView& adapter, const EstimatorSource& estimator,
                                    const ModelStore& model) noexcept;
[[nodiscard]] Status adapt(const AdapterView& adapter, const float* x, std::size_t length, float y, float elapsed,
                           const ModelStore& model) noexcept;
[[nodiscard]] Status challenge(const AdapterView& adapter, const EstimatorSource& estimator, const ModelView& rival,
                               const ModelStore& model) noexcept;
[[nodiscard]] Status average(const AdapterView& adapter, const ModelView& model, const ModelStore& averaged) noexcept;

}  // namespace core
}  // namespace motet
