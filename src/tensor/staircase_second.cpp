// SPDX-License-Identifier: MIT
#include "motet/detail/extents.hpp"
#include "simd/staircase.hpp"
#include "tensor/packed.hpp"
#include "tensor/staircase.hpp"
#include "tensor/vector.hpp"

// A staircase of the second order. An object file of its own, like that of the third.

namespace motet::core::tensor {

void accumulate_second(std::uint32_t order, float* z, float y, float* tiles) noexcept {
  for (std::uint32_t i = order; i < padded(order); ++i) z[i] = 0.0f;
  simd::add_second(order, z, y, tiles);
}

void read_second(const Levels& levels, const float* weights, float* g, float* row) noexcept {
  for (std::uint32_t l = 0; l < levels.order; ++l) {
    read_row(levels, l, weights, row);
    copy(l + 1u, row, g + pair_index(0, l));
  }
}

}  // namespace motet::core::tensor
