// SPDX-License-Identifier: MIT
#include "image/crc.hpp"

#include <array>

namespace motet::core::image {

namespace {

/// What four bits that leave on the right add to the others.
constexpr std::array<std::uint32_t, 16> make_table() noexcept {
  std::array<std::uint32_t, 16> table{};
  for (std::uint32_t nibble = 0; nibble < 16; ++nibble) {
    std::uint32_t rest = nibble;
    for (int bit = 0; bit < 4; ++bit) rest = (rest >> 1) ^ ((rest & 1u) != 0u ? 0xedb88320u : 0u);
    table[nibble] = rest;
  }
  return table;
}

constexpr std::array<std::uint32_t, 16> table = make_table();

}  // namespace

std::uint32_t add_crc(std::uint32_t crc, std::byte byte) noexcept {
  crc = ~crc ^ std::to_integer<std::uint32_t>(byte);
  crc = (crc >> 4) ^ table[crc & 15u];
  crc = (crc >> 4) ^ table[crc & 15u];
  return ~crc;
}

std::uint32_t crc_of(std::span<const std::byte> bytes) noexcept {
  std::uint32_t crc = 0;
  for (const std::byte byte : bytes) crc = add_crc(crc, byte);
  return crc;
}

}  // namespace motet::core::image
