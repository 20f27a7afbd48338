// SPDX-License-Identifier: MIT
#include "tensor/staircase.hpp"

#include "motet/plan.hpp"
#include "simd/row.hpp"

namespace motet::tensor {

void accumulate(std::uint32_t order, const float* z, const float* q, float y, float* tiles) noexcept {
  const simd::Powers powers = simd::powers_of(y);
  std::uint32_t pairs = 0;
  for (std::uint32_t l = 0; l < order; ++l) {
    pairs += l + 1;
    const std::uint32_t count = (pairs + 3) / 4;
    simd::add_row(count, z[l], powers, q, tiles);
    tiles += count * tile_floats;
  }
}

}  // namespace motet::tensor
