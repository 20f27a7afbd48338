// SPDX-License-Identifier: MIT
#pragma once

#include "workspace/workspace.hpp"

namespace motet::core::solve {

/// How the target bends along each direction, from the moments: read once, for stages that come later.
///
///     bend = E[t (ww' - I)],   or of the residual of the linear fit b: E[(t - b'w) ww']
///
/// shape   work.bend is written; scratch is used
/// unit    white; t the standardised target
/// cost    one contraction of the packed moments, two of the residual
/// source  [L92]
void measure_bend(Workspace& work, bool residual) noexcept;

}  // namespace motet::core::solve
