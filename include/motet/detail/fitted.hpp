// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "motet/detail/extents.hpp"
#include "motet/detail/view.hpp"

namespace motet::core {

/// The parameters of a Model, or of a GeneralModel, in the user's units. Each tells 0 for an expert or an input out of range.
template <std::size_t Dim, std::size_t Experts>
class Fitted {
 public:
  /// Whether a fit, or a call that makes a model by hand, has written this one.
  [[nodiscard]] bool fitted() const noexcept { return size_.experts != 0; }
  /// Inputs; 0 before a fit.
  [[nodiscard]] std::size_t dim() const noexcept { return size_.dim; }
  /// Experts; 0 before a fit.
  [[nodiscard]] std::size_t experts() const noexcept { return size_.experts; }

  // Of an expert: what it predicts, units of y; with an activation that is not linear, the input of that.

  /// Per unit of input `input`.
  [[nodiscard]] float slope(std::size_t expert, std::size_t input) const noexcept {
    return tell(expert, input, shape.slope(index(expert)) + index(input));
  }
  /// At x = 0 (far from the data, see value_at_centre).
  [[nodiscard]] float intercept(std::size_t expert) const noexcept {
    return tell_at_origin(expert, shape.intercept(index(expert)), shape.slope(index(expert))) + tell(expert, 0, shape.target());
  }
  /// At the centre.
  [[nodiscard]] float value_at_centre(std::size_t expert) const noexcept {
    return tell(expert, 0, shape.intercept(index(expert))) + tell(expert, 0, shape.target());
  }
  /// Units of y: standard deviation of the expert's noise.
  [[nodiscard]] float sigma(std::size_t expert) const noexcept { return tell(expert, 0, shape.sigma(index(expert))); }

  // Of the gate, log odds: of expert `row` against the last; in a tree, of decision `row`.

  /// Per unit of input `input`.
  [[nodiscard]] float gate_slope(std::size_t row, std::size_t input) const noexcept {
    return tell(row, input, shape.gate_slope(index(row)) + index(input));
  }
  /// At x = 0.
  [[nodiscard]] float gate_intercept(std::size_t row) const noexcept {
    return tell_at_origin(row, shape.gate_intercept(index(row)), shape.gate_slope(index(row)));
  }
  /// At the centre.
  [[nodiscard]] float gate_at_centre(std::size_t row) const noexcept { return tell(row, 0, shape.gate_intercept(index(row))); }

  /// The point about which the slopes are held, user's units of x.
  [[nodiscard]] float centre(std::size_t input) const noexcept { return tell(0, input, index(input)); }

  /// Where everything lies.
  static constexpr ModelShape shape{static_cast<std::uint32_t>(Experts), padded(static_cast<std::uint32_t>(Dim))};

 protected:
  [[nodiscard]] static std::uint32_t index(std::size_t number) noexcept { return static_cast<std::uint32_t>(number); }
  [[nodiscard]] ModelView parameters() const noexcept { return {shape, size_, parameters_.data()}; }
  [[nodiscard]] ModelStore parameters() noexcept { return {shape, &size_, parameters_.data()}; }

 private:
  [[nodiscard]] float tell(std::size_t expert, std::size_t input, std::uint32_t place) const noexcept {
    return expert < size_.experts && input < size_.dim ? parameters_[place] : 0.0f;
  }
  [[nodiscard]] float tell_at_origin(std::size_t expert, std::uint32_t value, std::uint32_t slopes) const noexcept {
    return expert < size_.experts ? evaluate_at_origin(parameters(), value, slopes) : 0.0f;
  }

  ModelSize size_{};
  std::array<float, shape.floats()> parameters_{};
};

}  // namespace motet::core
