// SPDX-License-Identifier: MIT
#pragma once

#include "adapt/adapter.hpp"

namespace motet::core::adapting {

/// Whether every number of the model is finite and every noise level above zero.
[[nodiscard]] bool is_sound(const core::ModelView& model) noexcept;

}  // namespace motet::core::adapting
