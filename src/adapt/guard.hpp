// SPDX-License-Identifier: MIT
#pragma once

#include "adapt/adapter.hpp"

namespace motet::core::adapting {

/// Returns ok, or why this sample is refused: wrong_length, not_finite, out_of_range, stuck_sensor.
[[nodiscard]] Status check_sample(const AdapterView& a, const float* x, std::size_t length, float y, float elapsed) noexcept;

/// Counts a refusal and returns it.
[[nodiscard]] Status refuse(const AdapterView& a, Status status) noexcept;

/// Remembers an accepted sample, so that repetitions are noticed.
void remember(const AdapterView& a, const float* x, float y) noexcept;

}  // namespace motet::core::adapting
