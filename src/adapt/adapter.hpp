// SPDX-License-Identifier: MIT
#pragma once

#include "motet/detail/adaptation.hpp"

namespace motet::core::adapting {

using core::AdapterView;
using core::Judgement;
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

// ---- the line beside a mixture, and the judge ---------------------------------------------------------

/// Whether there is a range and a judgement.
[[nodiscard]] inline bool is_judged(const core::AdapterPlan& plan) noexcept { return plan.floats > plan.judgement; }
/// Whether there is a line beside.
[[nodiscard]] inline bool has_line(const core::AdapterPlan& plan, const core::ModelSize& size) noexcept {
  return plan.judgement > plan.line && size.experts > 1;
}
[[nodiscard]] inline bool has_line(const AdapterView& a) noexcept { return has_line(*a.plan, a.state->size); }

[[nodiscard]] inline std::uint32_t locate(const core::AdapterPlan& plan, Judgement number) noexcept {
  return plan.judgement + static_cast<std::uint32_t>(number);
}
[[nodiscard]] inline float& judgement_of(const AdapterView& a, Judgement number) noexcept {
  return a.block[locate(*a.plan, number)];
}
[[nodiscard]] inline float* line_inverse_of(const AdapterView& a) noexcept { return a.block + a.plan->line; }
/// Where the coefficients of the line lie: for z; user's units of y.
[[nodiscard]] inline std::uint32_t locate_line(const core::AdapterPlan& plan, const core::ModelSize& size) noexcept {
  return plan.line + inverse_floats(size.dim + 1u);
}
[[nodiscard]] inline float* line_of(const AdapterView& a) noexcept { return a.block + locate_line(*a.plan, a.state->size); }

}  // namespace motet::core::adapting
