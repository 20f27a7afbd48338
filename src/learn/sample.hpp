// SPDX-License-Identifier: MIT
#pragma once

#include "learn/learner.hpp"

namespace motet::core::learn {

/// Returns ok, or why a value is refused: not_finite, out_of_range.
[[nodiscard]] Status check_value(const LearnerView& learner, float value) noexcept;

/// Returns ok, or why these inputs are refused: the learner's status, wrong_length, not_finite, out_of_range.
[[nodiscard]] Status check_inputs(const LearnerView& learner, const float* x, std::size_t length) noexcept;

/// Samples since the last target, the one at hand included; as many as have been predicted.
[[nodiscard]] inline float horizon_of(const LearnerState& state) noexcept {
  return state.asked > 1u ? static_cast<float>(state.asked) : 1.0f;
}

/// Within -limit .. limit.
[[nodiscard]] inline float hold_within(float limit, float value) noexcept {
  return value > limit ? limit : value < -limit ? -limit : value;
}

}  // namespace motet::core::learn
