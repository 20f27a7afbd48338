// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "simd/tile.hpp"

namespace motet::core::simd {

inline void add_second(std::uint32_t order, const float* z, float y, float* tiles) noexcept {
  const float square = y * y;
  for (std::uint32_t l = 0; l < order; ++l) {
    const Tile c = spread(z[l], z[l] * y, z[l] * square, z[l] * (square * y));
    for (std::uint32_t first = 0; first <= l; first += 4, tiles += 16) store_tile(tiles, fma(c, z + first, load_tile(tiles)));
  }
}

}  // namespace motet::core::simd
