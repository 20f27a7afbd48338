// SPDX-License-Identifier: MIT
#include "image/subject.hpp"

#include "motet/detail/joint_image.hpp"

namespace motet::core {

namespace image {

namespace {

/// Whether the header is that of a general model up to version 3, which had another layout. No flip of two bits of a header
/// looks like it.
[[nodiscard]] bool is_old_general(std::uint32_t kind, std::uint32_t version) noexcept {
  return kind == core::image_kind('G') && version == 3;
}

}  // namespace

Status check_header(const core::ImageShape& expected, std::span<const std::byte> head) noexcept {
  core::ImageShape found = expected;
  std::uint32_t bytes = 0, crc = 0;
  Decoder code(head.data());
  pass(code, found.kind, found.version, found.dim, found.experts, found.window, bytes, crc);
  if (found.kind != expected.kind) return Status::no_image;
  if (is_old_general(found.kind, found.version)) return Status::other_version;
  if (crc != crc_of(head.first(core::ImageShape::header - 4))) return Status::damaged;
  if (found.version != expected.version) return Status::other_version;
  const bool same = found.dim == expected.dim && found.experts == expected.experts && found.window == expected.window;
  return same && bytes == expected.bytes() ? Status::ok : Status::other_bounds;
}

}  // namespace image

void ImageSeal::add(std::uint32_t crc) noexcept {
  for (std::size_t place = 0; place < 4; ++place) value = image::add_crc(value, image::byte_of(crc, place));
}

std::array<std::byte, 4> ImageSeal::bytes() const noexcept {
  std::array<std::byte, 4> bytes{};
  image::Encoder code(bytes.data());
  code(value);
  return bytes;
}

}  // namespace motet::core
