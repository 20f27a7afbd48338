// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <random>

#include "motet/general_model.hpp"

inline constexpr std::size_t inputs = 4;
inline constexpr std::size_t order = inputs + 1;  ///< inputs and the state

using Row = std::array<float, order>;
using Block = motet::GeneralModel<order, 3>;

/// A gated recurrent unit with one state, written as its equations are:
///
///     h' = (1 - z) h + z (1 - r) tanh(A x) + z r tanh(A x + B h),   z and r logistic in (x, h)
struct Cell {
  Row a{};  ///< its last entry, of h, is zero
  float b = 0.0f;
  Row z{}, r{};
  float bias_a = 0.0f, bias_z = 0.0f, bias_r = 0.0f;

  /// shape   v: (x, h)
  [[nodiscard]] float step(const Row& v) const;
};

[[nodiscard]] Cell draw_cell(std::mt19937_64& random);

/// The cell as a tree of two decisions over three experts.
[[nodiscard]] Block make_block(const Cell& cell, float noise);

/// Draws the output of a block: one expert by its gates, and noise.
[[nodiscard]] float draw_output(const Block& block, const Row& v, std::mt19937_64& random);
