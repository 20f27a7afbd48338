// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "tensor/staircase.hpp"

namespace motet::core::tensor {

/// out = A v for a packed symmetric A.
///
/// shape   a: pair_count(order);  v, out: order
void multiply(std::uint32_t order, const float* a, const float* v, float* out) noexcept;

/// Contracts the moments with one vector, straight from the staircase; no d^3 array is formed.
///
///     G(i,j) = sum_l v_l sum_p weights_p M_p(i,j,l)
///
/// shape   v: order;  g: packed_floats(order);  row: row_tiles(order - 1) x 4, scratch
/// cost    twice the packed tensor in multiply-adds
void contract(const Levels& levels, const float* weights, const float* v, float* g, float* row) noexcept;

/// The same with v = (1, 0, ..), where moments of the second order are kept alone: G(j,l) = sum_p weights_p M_p(0,j,l).
///
/// shape   g: packed_floats(order);  row: row_tiles(order - 1, Degree::second) x 4, scratch
void read_second(const Levels& levels, const float* weights, float* g, float* row) noexcept;

}  // namespace motet::core::tensor
