// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

#include "motet/estimator.hpp"
#include "motet/model.hpp"

// The bounds of the devices. States saved with others are refused: put your own here.

inline constexpr std::size_t most_inputs = 8;
inline constexpr std::size_t most_experts = 4;
inline constexpr std::size_t window = 512;

using Estimator = motet::Estimator<most_inputs, most_experts, window>;
using Model = motet::Model<most_inputs, most_experts>;
