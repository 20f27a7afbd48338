// SPDX-License-Identifier: MIT
#include "tensor/staircase.hpp"

#include "motet/plan.hpp"
#include "simd/tile.hpp"

namespace motet::tensor {

namespace {

/// z y^p for the four powers.
[[nodiscard]] simd::Tile coefficients_of(float z, float y) noexcept {
  const float square = y * y;
  return simd::spread(z, z * y, z * square, z * (square * y));
}

}  // namespace

void accumulate(std::uint32_t order, const float* z, const float* q, float y, float* tiles) noexcept {
  for (std::uint32_t l = 0; l < order; ++l) {
    const simd::Tile c = coefficients_of(z[l], y);
    const std::uint32_t count = row_tiles(l);
    for (std::uint32_t t = 0; t < count; ++t, tiles += tile_floats) {
      simd::store_tile(tiles, simd::fma(c, q + 4 * t, simd::load_tile(tiles)));
    }
  }
}

}  // namespace motet::tensor
