// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "image/crc.hpp"
#include "image/fields.hpp"
#include "motet/detail/image.hpp"

// The seven words before the fields of every image.

namespace motet::core::image {

/// Begins a head with the header; returns where the fields go.
[[nodiscard]] inline Encoder write_header(core::ImageShape shape, std::span<std::byte> head) noexcept {
  std::uint32_t kind = static_cast<std::uint32_t>(shape.kind);
  std::uint32_t version = core::image_version;
  std::uint32_t bytes = static_cast<std::uint32_t>(shape.bytes());
  Encoder code(head.data());
  pass_header(code, kind, version, shape, bytes);
  code(crc_of(head.first(core::ImageShape::header - 4)));
  return code;
}

/// Whether a head begins as one of this shape does.
///
/// error   no_image, damaged, other_version, other_bounds
[[nodiscard]] inline Status check_header(const core::ImageShape& expected, std::span<const std::byte> head) noexcept {
  std::uint32_t kind = 0, version = 0, bytes = 0, crc = 0;
  core::ImageShape shape = expected;
  Decoder code(head.data());
  pass_header(code, kind, version, shape, bytes);
  code(crc);
  if (kind != static_cast<std::uint32_t>(expected.kind)) return Status::no_image;
  if (crc != crc_of(head.first(core::ImageShape::header - 4))) return Status::damaged;
  if (version != core::image_version) return Status::other_version;
  const bool same = shape.dim == expected.dim && shape.experts == expected.experts && shape.window == expected.window;
  return same && bytes == expected.bytes() ? Status::ok : Status::other_bounds;
}

/// Byte `place` of a word, little-endian.
[[nodiscard]] inline std::byte byte_of(std::uint32_t word, std::size_t place) noexcept {
  return static_cast<std::byte>((word >> (8 * place)) & 0xffu);
}

}  // namespace motet::core::image
