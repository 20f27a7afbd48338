// SPDX-License-Identifier: MIT
#pragma once

#include "stream/stream.hpp"

namespace motet::core::stream {

/// Drops rows from those held back that would choose the frame alone: at most one of sixteen, each in some column farther from
/// the others than 32 of their deviations. The others are measured without the sixteenth of them that lies farthest out. Where
/// more rows lie so far out they are no strays, and none is dropped. The reservoir is chosen anew from those that are left.
///
/// cost    held^2 / 16 comparisons a column at most
void drop_strays(const EstimatorView& e) noexcept;

}  // namespace motet::core::stream
