// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "simd/pairs.hpp"
#include "simd/tile.hpp"

namespace motet::core::simd {

inline constexpr const char* staircase_back_end = "word";
inline constexpr bool holds_tiles = one_register;

[[nodiscard]] inline Tile powers_of(float y) noexcept {
  const float square = y * y;
  return spread(1.0f, y, square, square * y);
}

/// tiles[t][4p + i] += (z powers[p]) q[t][i] for `count` tiles, one rounding each.
inline void add_row(std::uint32_t count, float z, const Tile& powers, const float* q, float* tiles) noexcept {
  const Tile c = scaled(z, powers);
  const auto add = [&c](const float* word, float* tile) { store_tile(tile, fma(c, word, load_tile(tile))); };
  for (; count >= 4; count -= 4, q += 16, tiles += 64) {
    add(q, tiles);
    add(q + 4, tiles + 16);
    add(q + 8, tiles + 32);
    add(q + 12, tiles + 48);
  }
  for (; count > 0; --count, q += 4, tiles += 16) add(q, tiles);
}

inline void add_sample(std::uint32_t order, const float* z, float y, float* q, float* tiles) noexcept {
  multiply_pairs(order, z, q);
  const Tile powers = powers_of(y);
  std::uint32_t pairs = 0;
  for (std::uint32_t l = 0; l < order; ++l) {
    pairs += l + 1;
    const std::uint32_t count = (pairs + 3) / 4;
    add_row(count, z[l], powers, q, tiles);
    tiles += 16 * count;
  }
}

}  // namespace motet::core::simd
