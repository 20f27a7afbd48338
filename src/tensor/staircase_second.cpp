// SPDX-License-Identifier: MIT
#include "motet/detail/extents.hpp"
#include "simd/tile.hpp"
#include "tensor/packed.hpp"
#include "tensor/staircase.hpp"
#include "tensor/vector.hpp"

// A staircase of the second order. An object file of its own, like that of the third.

namespace motet::core::tensor {

void accumulate_second(std::uint32_t order, float* z, float y, float* tiles) noexcept {
  for (std::uint32_t i = order; i < padded(order); ++i) z[i] = 0.0f;
  const float square = y * y;
  for (std::uint32_t l = 0; l < order; ++l) {
    const float factor = z[l];
    const simd::Tile c = simd::spread(factor, factor * y, factor * square, factor * (square * y));
    for (std::uint32_t first = 0; first <= l; first += 4, tiles += tile_floats) {
      simd::store_tile(tiles, simd::fma(c, z + first, simd::load_tile(tiles)));
    }
  }
}

void read_second(const Levels& levels, const float* weights, float* g, float* row) noexcept {
  for (std::uint32_t l = 0; l < levels.order; ++l) {
    read_row(levels, l, weights, row);
    copy(l + 1u, row, g + pair_index(0, l));
  }
}

}  // namespace motet::core::tensor
