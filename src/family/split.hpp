// SPDX-License-Identifier: MIT
#pragma once

#include "family/task.hpp"

namespace motet::core::family {

/// Merges two experts of one activation of work.best, in work.current, and splits them again where their unexplained energy
/// bends most:
///
///     e = +-d'w:   sum R (e^2 - mean e^2) w w' / sum R = 2 d d',   the rows become their mean +- d
///
/// EM often takes two experts that cross for two that are parallel, and stays there; this separates the two cases. Behind a
/// softmax both get the mean of their gate rows, in a tree the decision between them is even; the noise is raised to half of
/// what the merged one has. A start for refine.
///
/// shape   which: 0 = the two that predict most alike, 1 = the next, ...
/// returns false: the budget ended, to be called again
/// writes  work.current; without experts where there are not so many pairs, or no direction bends
/// cost    one pass over the reservoir
/// source  [L92], of the squared residual
[[nodiscard]] bool split_pair(Task& task, std::uint32_t which) noexcept;

}  // namespace motet::core::family
