// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "motet/settings.hpp"

namespace motet::core {

/// `count` rounded up to whole words of four floats.
[[nodiscard]] constexpr std::uint32_t padded(std::uint32_t count) noexcept { return (count + 3u) & ~3u; }

/// Pairs i <= j < order of a packed symmetric matrix.
[[nodiscard]] constexpr std::uint32_t pair_count(std::uint32_t order) noexcept { return order * (order + 1u) / 2u; }

/// Place of the pair i <= j: ordered by j, then i, so that a smaller order is a prefix of a larger.
[[nodiscard]] constexpr std::uint32_t pair_index(std::uint32_t i, std::uint32_t j) noexcept { return j * (j + 1u) / 2u + i; }

/// The highest order of the moments of x that a staircase holds.
enum class Degree : std::uint8_t {
  third,   ///< z_i z_j z_l, i <= j <= l: row l holds the pairs of order l + 1
  second,  ///< z_0 z_j z_l, j <= l, where z_0 is 1: row l holds l + 1 of them
};

/// Of so many inputs third-order moments are kept; of more, those of the second order alone.
[[nodiscard]] constexpr Degree degree_of(std::uint32_t dim) noexcept {
  return dim <= max_cubic_dim ? Degree::third : Degree::second;
}

/// Tiles of four entries in row `row` of the staircase.
[[nodiscard]] constexpr std::uint32_t row_tiles(std::uint32_t row, Degree degree = Degree::third) noexcept {
  return degree == Degree::third ? (pair_count(row + 1u) + 3u) / 4u : row / 4u + 1u;
}

/// Tiles of the whole staircase of order `order`.
[[nodiscard]] constexpr std::uint32_t tile_count(std::uint32_t order, Degree degree = Degree::third) noexcept {
  std::uint32_t tiles = 0;
  for (std::uint32_t row = 0; row < order; ++row) tiles += row_tiles(row, degree);
  return tiles;
}

/// Floats in a tile: four powers of y times four pairs.
inline constexpr std::uint32_t tile_floats = 16;

/// Floats in a packed symmetric matrix, whole words.
[[nodiscard]] constexpr std::uint32_t packed_floats(std::uint32_t order) noexcept { return padded(pair_count(order)); }

}  // namespace motet::core
