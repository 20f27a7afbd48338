// SPDX-License-Identifier: MIT
#pragma once

#include "workspace/workspace.hpp"

namespace motet::core::solve {

/// E[t w], where it outlives a slice: no step of EM is saved yet.
[[nodiscard]] inline float* linear_slope(const Workspace& work) noexcept { return work.saved.expert; }

/// How the target bends along each direction, from the moments: read once, for stages that come later.
///
///     bend = E[t (ww' - I)],   or of the residual of the linear fit b: E[(t - b'w) ww']
///
/// shape   work.bend is written; of the target itself also linear_slope(work), E[t w]; scratch is used
/// unit    white; t the standardised target
/// error   false: the budget ended, to be called again
/// cost    one contraction of the packed moments, two of the residual; an elementary step is one, the linear fit, or what is
///         behind
/// source  [L92]
[[nodiscard]] bool measure_bend(Workspace& work, bool residual) noexcept;

/// The same of the residual where there are no third-order moments. E[t ww'] comes from the moments. E[(b'w) ww'], which is 0
/// for Gaussian x, comes from the kept samples, drawn towards 0 by the share of its square that is sampling noise.
///
/// error   false: the budget ended, to be called again
/// cost    one pass over the kept samples, of rank^2 + rank dim each
[[nodiscard]] bool measure_bend_of_kept(Workspace& work) noexcept;

}  // namespace motet::core::solve
