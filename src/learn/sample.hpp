// SPDX-License-Identifier: MIT
#pragma once

#include "learn/learner.hpp"

namespace motet::core::learn {

/// ok, or why a value is not to be taken: not_finite, out_of_range.
[[nodiscard]] Status check_value(const LearnerView& learner, float value) noexcept;

/// ok, or why these inputs are not to be taken: what the learner's status says, too_few_samples before the first target;
/// wrong_length, not_finite, out_of_range.
[[nodiscard]] Status check_inputs(const LearnerView& learner, const float* x, std::size_t length) noexcept;

/// Samples since the last target, the one at hand included; as many as have been foretold.
[[nodiscard]] inline float horizon_of(const LearnerState& state) noexcept {
  return state.asked > 1u ? static_cast<float>(state.asked) : 1.0f;
}

/// Within -limit .. limit.
[[nodiscard]] inline float hold_within(float limit, float value) noexcept {
  return value > limit ? limit : value < -limit ? -limit : value;
}

}  // namespace motet::core::learn
