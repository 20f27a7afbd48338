// SPDX-License-Identifier: MIT
#pragma once

#include "workspace/workspace.hpp"

namespace motet::core::solve {

/// One expert: least squares over the whole stream, from the moments.
///
///     a = E[t w],  sigma^2 = 1 - |a|^2
///
/// writes  work.current
/// error   sigma^2 is good to 4e-6: below, 1 - |a|^2 has no digits. climb/correct_line measures it where samples are kept
void start_linear(Workspace& work) noexcept;

/// The same as an elementary step; false: the budget ended.
[[nodiscard]] inline bool start_with_line(Workspace& work) noexcept {
  if (!work.spend()) return false;
  start_linear(work);
  return true;
}

}  // namespace motet::core::solve
