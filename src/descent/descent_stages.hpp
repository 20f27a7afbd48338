// SPDX-License-Identifier: MIT
#pragma once

#include "descent/regions.hpp"

namespace motet::core::descent {

/// Begins a stage: none of its samples have come, and it takes its share of Settings::samples.
void enter(const DescentView& d, DescentStage stage) noexcept;

/// Takes one sample that has been checked through the stage at hand, and on to the next one when it is over.
void advance(const DescentView& d, const float* x, float y) noexcept;

}  // namespace motet::core::descent
