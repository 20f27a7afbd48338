// SPDX-License-Identifier: MIT
#pragma once

#include "workspace/workspace.hpp"

namespace motet::core::solve {

/// Finds the white frame from the moments of order 0 to 2.
///
///     corr(x) = V diag(l) V';   w_e = l_e^-1/2 V_e' D^-1 (z - mean),   D = deviations
///
/// A direction with l_e < l_1 / limit is degenerate and left out. The limit is that of the settings, or 1e5, which is what
/// float moments resolve. Where samples are kept it is 1e3, and complete_frame finds the others on them.
///
/// shape   work.white is written
/// error   constant_inputs, constant_target; ill_conditioned where a direction would be left out and
///         Settings::drop_collinear is off: the fit is over; unfinished: the budget ended, to be called again
/// cost    one Jacobi decomposition of order dim; an elementary step is half a sweep of it, what comes before, or what comes
///         behind; where inputs are nearly collinear also complete_frame
[[nodiscard]] Status whiten(Workspace& work) noexcept;

/// A packed matrix over z in white coordinates: matrix_ab = forward_a' G forward_b; 0 beyond what the moments resolve.
///
/// shape   g: pair_count(order);  matrix: pair_count(rank);  image: order, scratch
void whiten_matrix(const Workspace& work, const float* g, float* matrix, float* image) noexcept;

/// How far from Gaussian the white x is, in the directions that the moments resolve: Mardia's b1 = sum_abc E[w_a w_b w_c]^2.
///
/// shape   work.white.skewness is written
/// error   false: the budget ended, to be called again
/// cost    rank contractions of the packed third-order moment, an elementary step each
/// source  Mardia, Measures of multivariate skewness and kurtosis, 1970
[[nodiscard]] bool measure_skewness(Workspace& work) noexcept;

}  // namespace motet::core::solve
