// SPDX-License-Identifier: MIT
#pragma once

#include "adapt/adapter.hpp"

namespace motet::core::adapting {

/// ok, or why this sample is not to be learnt: wrong_length, not_finite, out_of_range, stuck_sensor.
[[nodiscard]] Status check_sample(const AdapterView& a, const float* x, std::size_t length, float y, float elapsed) noexcept;

/// Counts a refusal and hands it on.
[[nodiscard]] Status refuse(const AdapterView& a, Status status) noexcept;

/// Remembers an accepted sample, so that one that repeats itself is known.
void remember(const AdapterView& a, const float* x, float y) noexcept;

}  // namespace motet::core::adapting
