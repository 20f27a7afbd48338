// SPDX-License-Identifier: MIT
#include "climb/refine.hpp"

namespace motet::core::solve {

template bool refine(Lines&, Scope, std::uint32_t, float) noexcept;
template bool reassign(Lines&, std::uint32_t) noexcept;

}  // namespace motet::core::solve
