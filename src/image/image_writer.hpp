// SPDX-License-Identifier: MIT
#pragma once

#include "image/subject.hpp"

// The writer of every kind of image; KIND_image.cpp makes one of it.

namespace motet::core {

template <class Kind>
ImageWriter<Kind>::ImageWriter(const typename Kind::Like& like, const typename Kind::Source& from) noexcept
    : shape_(Kind::shape(like)), runs_(Kind::runs(like)), from_(from) {
  image::Encoder code(head_.data());
  image::pass_header(code, shape_);
  code(image::crc_of(std::span(head_).first(ImageShape::header - 4)));
  image::Subject<Kind>::write_fields(code, from);
}

/// The byte at `place`, before the CRC at the end.
template <class Kind>
std::byte ImageWriter<Kind>::next_byte(std::size_t place) noexcept {
  using Subject = image::Subject<Kind>;
  if (place < head_.size()) return head_[place];
  image::find_run(runs_, at_);
  const std::uint32_t index = at_.index;
  const std::size_t of_float = (place - head_.size()) % 4;
  if (of_float == 3) ++at_.index;
  if (!Subject::is_number(from_, at_.run, index)) return std::byte{0};
  return image::byte_of(std::bit_cast<std::uint32_t>(Subject::block(from_)[runs_[at_.run].begin + index]), of_float);
}

template <class Kind>
void ImageWriter<Kind>::write(std::span<std::byte> piece) noexcept {
  for (std::byte& byte : piece) {
    const std::size_t place = at_.byte++;
    if (place < shape_.checked()) {
      byte = next_byte(place);
      at_.crc = image::add_crc(at_.crc, byte);
    } else {
      byte = place < shape_.bytes() ? image::byte_of(at_.crc, place - shape_.checked()) : std::byte{0xff};
    }
  }
}

}  // namespace motet::core
