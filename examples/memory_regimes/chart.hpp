// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string>

#include "learner.hpp"
#include "svg.hpp"

/// Draws latency against working set: the measurements in the colour of the expert that answers
/// for them, the experts' lines, and the gate as shades behind and as a strip below.
[[nodiscard]] Svg draw(std::span<const Measurement> measurements, const Model& model, std::span<const Regime> regimes,
                       const std::string& subtitle);
