// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "stream/random.hpp"

namespace motet::core::pool {

using stream::draw;

/// True in `part` of `whole` cases, part <= whole; always if they are equal.
[[nodiscard]] inline bool happens(std::uint64_t& state, std::uint64_t part, std::uint64_t whole) noexcept {
  for (; whole > 0xffffffffu; whole >>= 1) part >>= 1;
  return ((whole * draw(state)) >> 32) < part;
}

}  // namespace motet::core::pool
