// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "motet/descent.hpp"

namespace motet::core::image {

// Numbers that a Descent can leave behind; as laws.hpp.

/// Whether settings, stage and counts agree with each other and with the bounds.
[[nodiscard]] bool lawful(const DescentPlan& plan, const DescentState& state) noexcept;

/// Whether the float at `place` of the block is lawful with this state.
///
///     shifts within the range; scales 0 or a power of two that brings no sample near overflow; eigenvalues in use not below
///     1e-5; experts within 1e4; all else within 1e9, beyond which no step, slope or whitening leads
[[nodiscard]] bool lawful(const DescentPlan& plan, const DescentState& state, std::uint32_t place, float value) noexcept;

}  // namespace motet::core::image
