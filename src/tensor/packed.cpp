// SPDX-License-Identifier: MIT
#include "tensor/packed.hpp"

#include "motet/detail/plan.hpp"
#include "tensor/vector.hpp"

namespace motet::core::tensor {

void multiply(std::uint32_t order, const float* a, const float* v, float* out) noexcept {
  fill(order, 0.0f, out);
  for (std::uint32_t j = 0; j < order; ++j) {
    // Column j above the diagonal serves row j and column j.
    const float* column = a + pair_index(0, j);
    out[j] = simd::fused(column[j], v[j], dot(j, column, v));
    add_scaled(j, v[j], column, out);
  }
}

void contract(const Levels& levels, const float* weights, const float* v, float* g, float* row) noexcept {
  fill(packed_floats(levels.order), 0.0f, g);
  for (std::uint32_t l = 0; l < levels.order; ++l) {
    // Row l is the packed matrix R_l(i,j) = C(i,j,l), i <= j <= l.
    read_row(levels, l, weights, row);
    // Leaving out l where i, j < l:  G(i,j) += v_l R_l(i,j).
    add_scaled(pair_count(l), v[l], row, g);
    // Leaving out j <= l:            G(i,l) += sum_j R_l(i,j) v_j, the last column of G so far.
    multiply(l + 1, row, v, g + pair_index(0, l));
  }
}

}  // namespace motet::core::tensor
