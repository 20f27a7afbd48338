// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace motet::core::image {

/// The CRC-32 of what gave `crc` and one byte more; of nothing it is 0.
///
/// error   any error of up to 32 bits in a row is seen, any other goes unseen once in 2^32
/// cost    two look-ups in a table of 64 bytes
/// source  IEEE 802.3: polynomial 0x04c11db7, reflected, begun with and added to ones
[[nodiscard]] std::uint32_t add_crc(std::uint32_t crc, std::byte byte) noexcept;

/// The CRC-32 of `bytes`.
[[nodiscard]] std::uint32_t crc_of(std::span<const std::byte> bytes) noexcept;

}  // namespace motet::core::image
