// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "motet/detail/extents.hpp"

namespace motet::core::pool {

// The frame of a staircase moves, in place: the leading 1 of z makes every lower order a part of the same tensor.

/// M_0(i,j,l), the three in any order; of the second order one of them is 0. The other powers lie 4, 8 and 12 floats behind it.
[[nodiscard]] float* entry(float* tiles, std::uint32_t i, std::uint32_t j, std::uint32_t l,
                           Degree degree = Degree::third) noexcept;

/// Replaces z_c by z_c - by in every moment, c >= 1.
///
///     M(c,c,c) -= by (3 M(0,c,c) - by (3 M(0,0,c) - by M(0,0,0)))
///     M(i,c,c) -= by (2 M(0,i,c) - by M(0,0,i))
///     M(i,j,c) -= by M(0,i,j)
///
/// Of the second order i = 0, and there is no M(c,c,c).
///
/// shape   tiles: tile_count(order, degree) x 16; the padding stays as it is
/// error   at most three fused roundings an entry, of terms up to (1 + |by| / deviation)^3 times it
void shift_input(std::uint32_t order, std::uint32_t c, float by, float* tiles, Degree degree = Degree::third) noexcept;

/// Replaces y by y - by in every moment, and in the padding.
void shift_target(std::uint32_t order, float by, float* tiles, Degree degree = Degree::third) noexcept;

}  // namespace motet::core::pool
