// SPDX-License-Identifier: MIT
#pragma once

#include "motet/detail/adaptation.hpp"

namespace motet::core::adapting {

using core::AdapterView;
using core::ModelStore;

[[nodiscard]] inline std::uint32_t dim_of(const AdapterView& a) noexcept { return a.state->size.dim; }
[[nodiscard]] inline std::uint32_t experts_of(const AdapterView& a) noexcept { return a.state->size.experts; }
/// Inputs and the one behind them.
[[nodiscard]] inline std::uint32_t order_of(const AdapterView& a) noexcept { return dim_of(a) + 1u; }

// ---- the regions of the block -----------------------------------------------------------------------

/// 1 / unit of each input, zeros behind.
[[nodiscard]] inline float* scale_of(const AdapterView& a) noexcept { return a.block + a.plan->scale; }
/// z: the inputs in units, then 1, zeros behind.
[[nodiscard]] inline float* sample_of(const AdapterView& a) noexcept { return a.block + a.plan->sample; }
/// P z of the matrix at hand, zeros behind.
[[nodiscard]] inline float* gain_of(const AdapterView& a) noexcept { return a.block + a.plan->gain; }
/// Gradient of gate row `i`, gathered since its last turn; rows of padded(order).
[[nodiscard]] inline float* gradient_of(const AdapterView& a, std::uint32_t i) noexcept {
  return a.block + a.plan->gradient + i * padded(order_of(a));
}

/// U'z of expert `i`; rows of padded(order).
[[nodiscard]] inline float* along_of(const AdapterView& a, std::uint32_t i) noexcept {
  return a.block + a.plan->along + i * padded(order_of(a));
}

/// Row `i` of the experts, or experts + i of the gate.
[[nodiscard]] inline float* inverse_of(const AdapterView& a, std::uint32_t row) noexcept {
  return a.block + a.plan->inverse + row * inverse_floats(order_of(a));
}
[[nodiscard]] inline float* carry_of(const AdapterView& a, std::uint32_t row) noexcept {
  return a.block + a.plan->carry + row * parameter_row(dim_of(a));
}
[[nodiscard]] inline float* lag_of(const AdapterView& a, std::uint32_t row) noexcept {
  return a.block + a.plan->lag + row * parameter_row(dim_of(a));
}

}  // namespace motet::core::adapting
