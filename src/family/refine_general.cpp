// SPDX-License-Identifier: MIT
#include "family/refine_general.hpp"

namespace motet::core::solve {

template bool refine(family::Task&, Scope, std::uint32_t, float) noexcept;
template bool reassign(family::Task&, std::uint32_t) noexcept;

}  // namespace motet::core::solve
