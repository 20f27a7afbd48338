// SPDX-License-Identifier: MIT
#pragma once

#include "family/task.hpp"

namespace motet::core::solve {

// EM of a general model: one damped Gauss-Newton step of each curved expert and one Newton step of the gate a pass.

extern template bool walk(family::Task&, const Sums&, bool) noexcept;
extern template bool refine(family::Task&, Scope, std::uint32_t, float) noexcept;
extern template bool reassign(family::Task&, std::uint32_t) noexcept;

}  // namespace motet::core::solve
