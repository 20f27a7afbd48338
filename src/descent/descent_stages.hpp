// SPDX-License-Identifier: MIT
#pragma once

#include "descent/regions.hpp"

namespace motet::core::descent {

/// Samples that a float still counts one by one.
inline constexpr std::uint32_t most_samples = 1u << 24;

/// Begins a stage: none of its samples have come, and it takes its share of Settings::samples.
void enter(const DescentView& d, DescentStage stage) noexcept;

/// Takes one sample that has been checked through the stage at hand, and on to the next one when it is over.
void advance(const DescentView& d, const float* x, float y) noexcept;

}  // namespace motet::core::descent
