// SPDX-License-Identifier: MIT
#pragma once

#include "image/subject.hpp"

// The reader of every kind of image; KIND_image.cpp makes one of it.

namespace motet::core {

template <class Kind>
ImageReader<Kind>::ImageReader(const typename Kind::Like& like, const typename Kind::Target& to) noexcept
    : like_(like), to_(to), shape_(Kind::shape(like)), runs_(Kind::runs(like)) {}

template <class Kind>
void ImageReader<Kind>::read(std::span<const std::byte> piece) noexcept {
  for (const std::byte byte : piece) {
    const std::size_t place = at_.byte++;
    if (place >= ImageShape::header && header_ != Status::ok) continue;
    if (place < shape_.checked()) at_.crc = image::add_crc(at_.crc, byte);
    if (place < head_.size()) {
      head_[place] = byte;
      take_head(place);
      continue;
    }
    word_ = (word_ >> 8) | (std::to_integer<std::uint32_t>(byte) << 24);
    if (place < shape_.checked() && (place - head_.size()) % 4 == 3) take_float();
  }
}

/// The head up to `place` has come.
template <class Kind>
void ImageReader<Kind>::take_head(std::size_t place) noexcept {
  if (place + 1 == ImageShape::header) header_ = image::check_header(shape_, head_);
  if (place + 1 < head_.size()) return;
  image::Decoder code(head_.data() + ImageShape::header);
  const Status status = image::Subject<Kind>::read_fields(code, like_, fields_);
  verdict_ = code.good() ? status : Status::impossible;
}

/// Takes a float; the laws are applied only if the fields are lawful.
template <class Kind>
void ImageReader<Kind>::take_float() noexcept {
  using Subject = image::Subject<Kind>;
  const float value = std::bit_cast<float>(word_);
  image::find_run(runs_, at_);
  if (float* const block = Subject::block(to_); block != nullptr) {
    block[runs_[at_.run].begin + at_.index] = value;
  } else if (verdict_ == Status::ok) {
    verdict_ = Subject::judge(like_, fields_, at_.run, at_.index, value);
  }
  ++at_.index;
}

template <class Kind>
Status ImageReader<Kind>::judge() const noexcept {
  if (header_ != Status::ok) return header_;
  if (at_.byte != shape_.bytes()) return Status::wrong_length;
  return word_ == at_.crc ? verdict_ : Status::damaged;
}

template <class Kind>
Status ImageReader<Kind>::finish() noexcept {
  using Subject = image::Subject<Kind>;
  const Status status = judge();
  if (Subject::block(to_) == nullptr) return status;
  if (status == Status::ok) {
    Subject::take_over(like_, to_, fields_);
  } else {
    Subject::empty(to_);
  }
  return status;
}

}  // namespace motet::core
