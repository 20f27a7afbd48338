// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "motet/detail/requirements.hpp"

namespace motet::core {

/// `count` rounded up to whole words of four floats.
[[nodiscard]] constexpr std::uint32_t padded(std::uint32_t count) noexcept { return (count + 3u) & ~3u; }

/// Pairs i <= j < order of a packed symmetric matrix.
[[nodiscard]] constexpr std::uint32_t pair_count(std::uint32_t order) noexcept { return order * (order + 1u) / 2u; }

/// Place of the pair i <= j: ordered by j, then i, so that a smaller order is a prefix of a larger.
[[nodiscard]] constexpr std::uint32_t pair_index(std::uint32_t i, std::uint32_t j) noexcept { return j * (j + 1u) / 2u + i; }

/// Tiles of four pairs in row `row` of the staircase: the pairs of order row + 1.
[[nodiscard]] constexpr std::uint32_t row_tiles(std::uint32_t row) noexcept { return (pair_count(row + 1u) + 3u) / 4u; }

/// Tiles of the whole staircase of order `order`.
[[nodiscard]] constexpr std::uint32_t tile_count(std::uint32_t order) noexcept {
  std::uint32_t tiles = 0;
  for (std::uint32_t row = 0; row < order; ++row) tiles += row_tiles(row);
  return tiles;
}

/// Floats in a tile: four powers of y times four pairs.
inline constexpr std::uint32_t tile_floats = 16;

/// Floats in a packed symmetric matrix, whole words.
[[nodiscard]] constexpr std::uint32_t packed_floats(std::uint32_t order) noexcept { return padded(pair_count(order)); }

}  // namespace motet::core
