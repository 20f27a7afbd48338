// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string>

#include "columns.hpp"
#include "learner.hpp"
#include "svg.hpp"

/// Draws predicted against measured for `rows`, and beside it what each expert makes of the inputs.
[[nodiscard]] Svg draw(std::span<const Row> rows, const Fit& fit, const Columns& columns, const std::string& title,
                       const std::string& subtitle);
