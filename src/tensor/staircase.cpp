// SPDX-License-Identifier: MIT
#include "tensor/staircase.hpp"

#include "simd/staircase.hpp"

namespace motet::core::tensor {

void accumulate(std::uint32_t order, const float* z, float y, float* q, float* tiles) noexcept {
  simd::add_sample(order, z, y, q, tiles);
}

}  // namespace motet::core::tensor
