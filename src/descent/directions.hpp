// SPDX-License-Identifier: MIT
#pragma once

#include "descent/regions.hpp"

namespace motet::core::descent {

/// Adds the sample in white(d), target `t`, to the second moment, and to E[t^3].
///
///     second += (t^2 - 1) (w w' - I)
///
/// cost    rank^2 / 2 multiply-adds
void add_to_second(const DescentView& d, float t) noexcept;

/// From the second moment to the space of the experts, in which they are orthogonal:
///
///     T2 / c2 = second / 2n = U diag(l) U';   functional_a = l_a^-1/2 u_a',   a = 1..order
///
/// The order is the number of experts. Without projection it is the rank, and the functionals are the white axes, l = 1.
///
/// writes  functional(d), value(d), state.order; second(d) is destroyed
/// returns false: the moment shows fewer directions than there are experts
/// cost    one Jacobi decomposition of order rank
/// source  [MOKV19] algorithm 1
[[nodiscard]] bool find_directions(const DescentView& d) noexcept;

/// Takes the sample in white(d) to the space of the experts, in image(d).
///
/// cost    order x rank multiply-adds
void project(const DescentView& d) noexcept;

}  // namespace motet::core::descent
