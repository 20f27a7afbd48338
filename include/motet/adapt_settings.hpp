// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "motet/detail/requirements.hpp"

namespace motet {

/// Settings of an adapter. Memory, range, noise floor and shared_sigma are those of the estimator that it begins with.
struct AdaptSettings {
  // ---- how fast: step = max((n + step_delay)^-step_power, elapsed / Settings::memory) at sample n; it grows again by itself
  // where the parameters are still far from their goal
  float step_delay = 500.0f;      ///< samples; 1..1e6: the fit it begins with counts about so many
  float step_power = 0.8f;        ///< 0.5..1: below 1 the step stays large enough to leave a bad start; the average calms it
  float average_power = 0.25f;    ///< 0..8: move n of a parameter counts n^average_power in its average
  float renew_threshold = 20.0f;  ///< nats; 1..1e6: an average that explains the stream so much worse than the parameters in
                                  ///< force is restarted, and the step grows; by luck once in e^20 samples

  // ---- how far ---------------------------------------------------------------------------------------------------
  std::uint32_t gate_hold = 100;  ///< samples; 0..1e6: the gate waits until experts and noise have settled
  float gate_stride = 1.0f;       ///< log odds; 0.01..10: the most that a step of the gate moves the samples it was made from
  float gate_ridge = 1e-3f;       ///< 1e-5..1: information that a gate never falls below along an input: where regimes hardly
                                  ///< overlap its step stays finite
  float expert_ridge = 1e-9f;     ///< 1e-12..1: the same for an expert: what no sample excites is never quite forgotten

  // ---- what is refused -------------------------------------------------------------------------------------------
  float outlier_limit = 0.0f;     ///< deviations; 0 or 2..1e6: of a target from every expert. 0: off, because after a jump of
                                  ///< the plant every sample would be refused
  std::uint32_t stuck_limit = 0;  ///< samples; 0 or 2..1e9: an input or target repeated so often is a dead sensor.
                                  ///< 0: off, because a set-point may rest

  // ---- when the stream has changed -------------------------------------------------------------------------------
  float change_allowance = 0.5f;   ///< deviations; 0..4: a smaller drop of the log density is no change
  float change_threshold = 40.0f;  ///< deviations; 1..1e6: sum of drops beyond the allowance that is a change
  float change_memory = 2000.0f;   ///< samples; 100..1e6: over which the usual log density is averaged
};

/// What an adapter did with its samples.
struct AdaptCounters {
  std::uint64_t accepted = 0;
  std::uint32_t wrong_length = 0;
  std::uint32_t not_finite = 0;
  std::uint32_t out_of_range = 0;
  std::uint32_t outliers = 0;
  std::uint32_t stuck = 0;
  std::uint32_t changes = 0;   ///< accepted samples at which a change was noticed
  std::uint32_t renewed = 0;   ///< averages restarted because the parameters had left them behind; the step grew each time
  std::uint32_t replaced = 0;  ///< models replaced by a rival
};

}  // namespace motet
