// SPDX-License-Identifier: MIT
#pragma once

#include "workspace/workspace.hpp"

namespace motet::core::solve {

/// One expert: least squares over the whole stream, from the moments.
///
///     a = E[t w],  sigma^2 = 1 - |a|^2
///
/// shape   work.current is written
/// error   sigma is good to 1e-3 deviations: below, 1 - |a|^2 has no digits
void start_linear(Workspace& work) noexcept;

}  // namespace motet::core::solve
