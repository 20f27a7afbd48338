// SPDX-License-Identifier: MIT
#pragma once

#include "descent/regions.hpp"

namespace motet::core::descent {

/// Puts expert i on axis i of its space, and clears the averages.
void start_experts(const DescentView& d) noexcept;

/// One step of stochastic descent on L4 from the sample in image(d), target `t`, and the average of the steps so far.
///
///     label = weight (t^4 - 6 t^2 + 3) / c4,   c4 = 24;   a_i -= step n^-3/4 clip(gradient_i)
///
/// The weight gives a component of the fourth moment a size of about 1: it is 1 / experts where T2 has made them orthogonal
/// (their sizes are 1 / pi_i there), and experts where it has not (pi_i).
///
/// error   bounded: the gradient of a row is clipped to length 5
/// cost    (3 experts + order) experts multiply-adds, and as many for the inner products
/// source  [MOKV20] section 3
void descend(const DescentView& d, float t) noexcept;

/// The averages of the descent become the experts, with norm 1; sets the lengths to zero.
void settle_experts(const DescentView& d) noexcept;

/// Adds the sample in image(d), target `t`, to the moments along each expert:
///
///     first_i = E[t a_i'x] = pi_i s_i,   third_i = E[(t^3 - 3 t - E[t^3]) S3(a_i,a_i,a_i)] / 6 = pi_i s_i^3
///
/// where s_i is the slope's part along a_i; the others have none.
///
/// cost    experts x order multiply-adds
void add_to_lengths(const DescentView& d, float t) noexcept;

/// Writes the slopes in white coordinates, none longer than 3: T2 a_i = first_i slope_i gives the length with the least noise,
/// the third moment the sign. Without projection slope_i is taken for a multiple of a_i, and its length for
/// (third_i / first_i)^1/2.
void write_slopes(const DescentView& d) noexcept;

}  // namespace motet::core::descent
