// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "learner.hpp"

/// "regime 2: 46 KiB to 612 KiB, 3.4 ns"; the first goes "up to", the last "above".
[[nodiscard]] std::string describe(std::span<const Regime> regimes, std::size_t which);

/// "3 regimes: 1 ns to 46 KiB, 3.4 ns to 612 KiB, 38 ns above"
[[nodiscard]] std::string summarise(std::span<const Regime> regimes);

/// The table of all regimes, with the share of measurements in each.
[[nodiscard]] std::string tabulate(std::span<const Regime> regimes, std::span<const Measurement> measurements);
