// SPDX-License-Identifier: MIT
#include "tensor/cholesky.hpp"

#include "motet/detail/plan.hpp"
#include "tensor/vector.hpp"

namespace motet::core::tensor {

bool factor_row(std::uint32_t j, float ridge, float* a) noexcept {
  float* row = a + pair_index(0, j);
  // l_ji = (a_ji - sum_{m<i} l_jm l_im) / l_ii
  for (std::uint32_t i = 0; i < j; ++i) {
    const float* above = a + pair_index(0, i);
    row[i] = (row[i] - dot(i, row, above)) / above[i];
  }
  // l_jj = sqrt(a_jj - sum_{m<j} l_jm^2)
  const float pivot = (row[j] + ridge) - dot(j, row, row);
  if (!(pivot > 0.0f)) return false;
  row[j] = simd::root(pivot);
  return true;
}

bool factor_cholesky(std::uint32_t order, float ridge, float* a) noexcept {
  for (std::uint32_t j = 0; j < order; ++j) {
    if (!factor_row(j, ridge, a)) return false;
  }
  return true;
}

void solve_cholesky(std::uint32_t order, const float* l, float* b) noexcept {
  for (std::uint32_t j = 0; j < order; ++j) {
    const float* row = l + pair_index(0, j);
    b[j] = (b[j] - dot(j, row, b)) / row[j];
  }
  for (std::uint32_t j = order; j-- > 0;) {
    const float* row = l + pair_index(0, j);
    b[j] /= row[j];
    add_scaled(j, -b[j], row, b);
  }
}

}  // namespace motet::core::tensor
