// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string>

#include "learner.hpp"

/// Latency against working set as text, 78 columns wide: each measurement is the number of its
/// regime, '-' is what the model predicts.
///
/// `coloured` adds the escape sequences of a terminal.
[[nodiscard]] std::string plot(std::span<const Measurement> measurements, const Model& model, std::span<const Regime> regimes,
                               bool coloured);

/// Lines that plot() makes.
inline constexpr int plot_lines = 20;
