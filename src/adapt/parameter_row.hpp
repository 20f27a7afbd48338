// SPDX-License-Identifier: MIT
#pragma once

#include "adapt/adapter.hpp"

namespace motet::core::adapting {

/// An affine function of the model, and what is kept about it here.
struct Row {
  float* value;             ///< at the centre
  float* slope;             ///< whole words
  float* carry;             ///< rounding error of the value, to be added later
  float* lag;               ///< average less value in force
  std::uint32_t* averaged;  ///< moves in the average
};

[[nodiscard]] inline Row expert_row(const AdapterView& a, const ModelStore& m, std::uint32_t i) noexcept {
  return {m.parameters + m.shape.intercept(i), m.parameters + m.shape.slope(i), carry_of(a, i), lag_of(a, i),
          a.state->averaged + i};
}

[[nodiscard]] inline Row gate_row(const AdapterView& a, const ModelStore& m, std::uint32_t i) noexcept {
  const std::uint32_t row = experts_of(a) + i;
  return {m.parameters + m.shape.gate_intercept(i), m.parameters + m.shape.gate_slope(i), carry_of(a, row), lag_of(a, row),
          a.state->averaged + row};
}

/// Moves a row by factor step, and its average after it. Returns the share of this move in the average.
///
///     next = a + (carry + factor step);   carry <- the rounding error;   lag <- (1 - share) (lag - (next - a))
///
/// shape   step: padded(order), slopes first, the value behind them
/// unit    step: per unit of the inputs
/// error   steps far below a float step of the parameter are not lost; nor are those of the average
[[nodiscard]] float move(const AdapterView& a, float factor, const float* step, const Row& row) noexcept;

/// Restarts the average of a row at the parameters in force.
void drop_average(const AdapterView& a, const Row& row) noexcept;

}  // namespace motet::core::adapting
