// SPDX-License-Identifier: MIT
#pragma once

#include "descent/regions.hpp"

namespace motet::core::descent {

/// From mean and covariance to the white frame.
///
///     corr(x) = V diag(l) V';   forward_e = l_e^-1/2 V_e' D^-1,   D = deviations
///
/// A direction with l_e < l_1 / condition_limit is degenerate and left out; state.rank counts the others.
///
/// shape   second(d): the covariance times the count
/// writes  forward(d), zeros behind the inputs; second(d) is destroyed
/// error   constant_inputs, constant_target
/// cost    one Jacobi decomposition of order dim
[[nodiscard]] Status find_white_frame(const DescentView& d) noexcept;

/// The sample at hand in white coordinates, none further than 8 deviations out.
///
/// unit    sample(d): units
/// returns the target in deviations
/// writes  white(d); sample(d) becomes the difference from the mean
/// cost    rank x dim multiply-adds
[[nodiscard]] float whiten(const DescentView& d) noexcept;

}  // namespace motet::core::descent
