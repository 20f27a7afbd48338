// SPDX-License-Identifier: MIT
#pragma once

#include "workspace/workspace.hpp"

namespace motet::core::solve {

/// Completes the white frame by the directions that float moments do not resolve, from the kept samples.
///
/// The samples are exact, and so are differences of neighbours. Each input in turn gives what is left of it once its regression
/// on the directions found so far is taken off (by least squares, three times over, which makes it orthogonal to rounding):
///
///     w_e = (z_j - b_0 - sum_(a < e) b_a w_a) / deviation,   b least squares over the kept samples
///
/// What is left is a direction if it is more than rounding, and more than 1 / Settings::condition_limit of the input's
/// variance.
///
/// shape   begin: course().turn where it begins;  deviation: of each z_j, 0 where it is constant;  part: row() and
///         packed_floats(order()), scratch
/// unit    largest: the largest eigenvalue of corr(x)
/// writes  white.rank, left_out, condition, and the rows of forward and inverse behind the rank
/// returns false: the budget ended, to be called again
/// cost    four passes over the kept samples an input, of rank x dim multiply-adds a sample; two where nothing is left of it;
///         an elementary step is a sample of a pass, or the least squares behind it
/// source  Bjoerck, Numerical methods for least squares problems, 1996, section 2.4
[[nodiscard]] bool complete_frame(Workspace& work, std::uint32_t begin, const float* deviation, float largest,
                                  float* part) noexcept;

}  // namespace motet::core::solve
