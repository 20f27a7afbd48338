// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

/// Whether `text` is a unit: [...] or (...), or made of units that engineers use: °C, m/s^2, kWh, %, µg/m3.
[[nodiscard]] bool is_unit(std::string_view text);
