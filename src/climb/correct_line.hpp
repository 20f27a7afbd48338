// SPDX-License-Identifier: MIT
#pragma once

#include "workspace/workspace.hpp"

namespace motet::core::solve {

/// Measures one line from the moments, work.current, on the kept samples: its noise, and whether it can be bettered.
///
/// The samples are exact, the moments are rounded: 1 - |a|^2 has no digits where the noise is small, and a has too few where
/// inputs are nearly collinear. So a noise below a tenth of a deviation is the mean square of the residuals. With a noise below
/// .003 deviations the line takes the least-squares correction by them where that gains more than luck could: four times what
/// as many coefficients gain on a line that is right. Where the window keeps the whole stream, or shows directions that the
/// moments do not, the correction is always taken.
///
/// unit    work.current: its loglik, its variance, its expert
/// error   false: the budget ended, to be called again
/// cost    two passes over the reservoir, as of EM with one expert; four at most
[[nodiscard]] bool correct_line(Workspace& work) noexcept;

}  // namespace motet::core::solve
