// SPDX-License-Identifier: MIT
#pragma once

#include "climb/expect.hpp"

namespace motet::core::solve {

/// The parameters as blocks, each with as many of the coordinates of w as it has parameters: experts, then gate rows but the
/// last, of the white order; then the logarithm of each noise level, of width 1.
struct Blocks {
  std::uint32_t experts;
  std::uint32_t order;  ///< white
  bool shared;          ///< one noise level

  [[nodiscard]] std::uint32_t gate(std::uint32_t i) const noexcept { return experts + i; }
  [[nodiscard]] std::uint32_t sigma(std::uint32_t i) const noexcept { return rows() + (shared ? 0u : i); }
  [[nodiscard]] std::uint32_t rows() const noexcept { return 2u * experts - 1u; }
  [[nodiscard]] std::uint32_t count() const noexcept { return rows() + (shared ? 1u : experts); }
  [[nodiscard]] std::uint32_t width(std::uint32_t block) const noexcept { return block < rows() ? order : 1u; }
  [[nodiscard]] std::uint32_t offset(std::uint32_t block) const noexcept {
    return block < rows() ? block * order : rows() * (order - 1u) + block;
  }
  [[nodiscard]] std::uint32_t parameters() const noexcept { return offset(count()); }
};

/// The score of one sample, a coefficient a block: its derivative by block a is score_a w.
///
/// shape   score: blocks.count()
void measure_score(const Blocks& blocks, const Shares& shares, float* score) noexcept;

/// Minus the second derivative of log P(y|x) of one sample, a coefficient a pair of blocks: block (a, b) is c_ab w w'.
///
///     c = E[complete information] - Cov[complete score],   over the expert given y
///
/// shape   c: pair_count(blocks.count());  score: blocks.count(), scratch
/// source  Louis 1982
void measure_curvature(const Blocks& blocks, const Shares& shares, float* c, float* score) noexcept;

/// information += c_ab w w' in every block.
///
/// shape   information: pair_count(blocks.parameters());  w: order
/// cost    half the square of the parameters in multiply-adds
void add_information(const Blocks& blocks, const float* c, const float* w, float* information) noexcept;

/// s = score_a w in every block.
void spread_score(const Blocks& blocks, const float* score, const float* w, float* s) noexcept;

}  // namespace motet::core::solve
