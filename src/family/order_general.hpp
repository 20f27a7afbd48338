// SPDX-License-Identifier: MIT
#pragma once

#include "family/task.hpp"

namespace motet::core::family {

/// Puts the experts of work.best in canonical order where they are alike, as solve::order_canonically does; in a tree the
/// decisions of task.form follow, and each has its lowest expert on the first side. Experts that differ keep their places.
///
/// shape   work.current is scratch
void order_canonically(Task& task) noexcept;

}  // namespace motet::core::family
