// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace motet::core::stream {

/// The next 32 random bits. source: Steele, Lea, Flood, splitmix64, 2014
[[nodiscard]] inline std::uint32_t draw(std::uint64_t& state) noexcept {
  state += 0x9e3779b97f4a7c15u;
  std::uint64_t mixed = (state ^ (state >> 30)) * 0xbf58476d1ce4e5b9u;
  mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebu;
  const std::uint32_t high = static_cast<std::uint32_t>(mixed >> 32);
  return high ^ (high >> 31);
}

}  // namespace motet::core::stream
