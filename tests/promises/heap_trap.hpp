// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

namespace heap {

/// From now on counts every call that takes memory from the heap or gives it back.
void arm() noexcept;

/// Stops, and returns how many calls there were.
[[nodiscard]] std::size_t disarm() noexcept;

}  // namespace heap
