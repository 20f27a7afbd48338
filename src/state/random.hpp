// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace motet::state {

/// The next 32 random bits. source: Steele, Lea, Flood, splitmix64, 2014
[[nodiscard]] inline std::uint32_t draw(std::uint64_t& state) noexcept {
  state += 0x9e3779b97f4a7c15u;
  std::uint64_t mixed = (state ^ (state >> 30)) * 0xbf58476d1ce4e5b9u;
  mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebu;
  return static_cast<std::uint32_t>((mixed ^ (mixed >> 31)) >> 32);
}

/// True in `part` of `whole` cases, part <= whole; always if they are equal.
[[nodiscard]] inline bool happens(std::uint64_t& state, std::uint64_t part, std::uint64_t whole) noexcept {
  for (; whole > 0xffffffffu; whole >>= 1) part >>= 1;
  return ((whole * draw(state)) >> 32) < part;
}

}  // namespace motet::state
