// SPDX-License-Identifier: MIT
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

#include "image/header.hpp"
#include "motet/detail/image.hpp"

// Through an image from byte to byte: head, floats, CRC. What the floats are, a writer and a reader each know for themselves.

namespace motet::core::image {

using Runs = std::span<const core::FloatRun>;

/// To the run that the next float lies in.
inline void find_run(Runs runs, core::ImageCursor& at) noexcept {
  while (at.index == runs[at.run].count) {
    ++at.run;
    at.index = 0;
  }
}

/// Fills `piece` with the next bytes. Behind the end come 0xff, as erased flash has.
///
/// shape   current(): the bits of the float at hand
template <class Current>
void write_bytes(std::span<std::byte> piece, const core::ImageShape& shape, std::span<const std::byte> head, Runs runs,
                 core::ImageCursor& at, const Current& current) noexcept {
  for (std::byte& byte : piece) {
    const std::size_t place = at.byte++;
    if (place >= shape.checked()) {
      byte = place < shape.bytes() ? byte_of(at.crc, place - shape.checked()) : std::byte{0xff};
      continue;
    }
    if (place < shape.head()) {
      byte = head[place];
    } else {
      find_run(runs, at);
      const std::size_t of_float = (place - shape.head()) % 4;
      byte = byte_of(current(), of_float);
      if (of_float == 3) ++at.index;
    }
    at.crc = add_crc(at.crc, byte);
  }
}

/// Takes the next bytes; nothing behind a header that is not this shape's.
///
/// shape   fields(): called when the head is whole;  number(value): for every float
template <class Fields, class Number>
void read_bytes(std::span<const std::byte> piece, const core::ImageShape& shape, std::span<std::byte> head, Runs runs,
                core::ImageIntake& at, const Fields& fields, const Number& number) noexcept {
  for (const std::byte byte : piece) {
    const std::size_t place = at.byte++;
    if (place >= core::ImageShape::header && at.header != Status::ok) continue;
    if (place < shape.checked()) at.crc = add_crc(at.crc, byte);
    if (place < shape.head()) {
      head[place] = byte;
      if (place + 1 == core::ImageShape::header) at.header = check_header(shape, head);
      if (place + 1 == shape.head()) fields();
      continue;
    }
    at.word = (at.word >> 8) | (std::to_integer<std::uint32_t>(byte) << 24);
    if (place >= shape.checked() || (place - shape.head()) % 4 != 3) continue;
    find_run(runs, at);
    number(std::bit_cast<float>(at.word));
    ++at.index;
  }
}

/// What the bytes are worth, now that all are there.
[[nodiscard]] inline Status judge_bytes(const core::ImageShape& shape, const core::ImageIntake& at) noexcept {
  if (at.header != Status::ok) return at.header;
  if (at.byte != shape.bytes()) return Status::wrong_length;
  if (at.word != at.crc) return Status::damaged;
  return at.possible ? Status::ok : Status::impossible;
}

/// Checks an image, or takes it over. A call of its own, so that the two readers are not on the stack together.
template <class Reader, class... To>
[[nodiscard]] [[gnu::noinline]] Status read_through(std::span<const std::byte> from, const To&... to) noexcept {
  Reader reader(to...);
  reader.read(from);
  return reader.finish();
}

}  // namespace motet::core::image
