// SPDX-License-Identifier: MIT
#pragma once

#include <doctest/doctest.h>

#include <optional>
#include <type_traits>

#include "image/tools.hpp"
#include "support/bits.hpp"
#include "support/effort.hpp"

// What every kind of image is put through.

namespace motet::test {

/// What `object` is saved as, and loaded as.
template <class Kind, class Object>
[[nodiscard]] core::ImageFrom<Kind> image_from(const Object& object) {
  std::optional<core::ImageFrom<Kind>> found;
  const auto keep = [&found](const auto& image) {
    if constexpr (std::is_same_v<decltype(image), const core::ImageFrom<Kind>&>) found.emplace(image);
  };
  core::ImageOf<Object>::visit(object, keep);
  return *found;
}
template <class Kind, class Object>
[[nodiscard]] core::ImageInto<Kind> image_into(Object& object) {
  std::optional<core::ImageInto<Kind>> found;
  const auto keep = [&found](const auto& image) {
    if constexpr (std::is_same_v<decltype(image), const core::ImageInto<Kind>&>) found.emplace(image);
  };
  core::ImageOf<Object>::visit(object, keep);
  return *found;
}

/// Whether pieces of any length are read like `whole`, into an object that is like `like`.
template <class Kind, class Object>
[[nodiscard]] bool read_in_pieces(const Bytes& whole, const Object& like) {
  bool agree = true;
  for (const std::size_t length : {1u, 3u, 7u, 64u}) {
    Object to = like;
    const core::ImageInto<Kind> image = image_into<Kind>(to);
    core::ImageReader<Kind> checker(image.like), reader(image.like, image.to);
    for (std::size_t at = 0; at < whole.size(); at += length) {
      const std::span piece = std::span(whole).subspan(at, at + length < whole.size() ? length : whole.size() - at);
      checker.read(piece);
      reader.read(piece);
    }
    agree = agree && checker.finish() == Status::ok && reader.finish() == Status::ok && saved(to) == whole;
  }
  return agree;
}

/// Takes over an image that has not been checked.
template <class Kind, class Object>
[[nodiscard]] Status take_over(const Bytes& bytes, Object& to) {
  const core::ImageInto<Kind> image = image_into<Kind>(to);
  core::ImageReader<Kind> reader(image.like, image.to);
  reader.read(bytes);
  return reader.finish();
}

/// What an image is worth to an object that has a life of its own, which it must not notice.
template <class Object>
[[nodiscard]] Status refused(const Bytes& image, Object& object) {
  const support::Snapshot before(object);
  const Status status = load(image, object);
  CHECK(before.unchanged());
  return status;
}

/// From one byte, bit or word to the next that is tried: hosts try them all.
inline constexpr bool exhaustive = support::effort == support::Effort::full;
inline constexpr std::size_t stride = exhaustive ? 1 : 61;

/// Whether every truncation and every excess of an image is refused.
template <class Object>
[[nodiscard]] bool refuses_other_lengths(const Bytes& image, Object& object) {
  bool good = true;
  for (std::size_t length = 0; length < image.size(); length += stride) {
    const Bytes part(image.begin(), image.begin() + static_cast<std::ptrdiff_t>(length));
    good = good && refused(part, object) == Status::wrong_length;
  }
  for (const std::size_t excess : {1u, 4u, 1000u}) {
    Bytes longer = image;
    for (std::size_t i = 0; i < excess; ++i) longer.push_back(image[i % image.size()]);
    good = good && refused(longer, object) == Status::wrong_length;
  }
  return good;
}

/// Whether every flip of one bit is refused: as another kind in the first word of an image, else as damage.
template <class Object>
[[nodiscard]] bool refuses_flips(Bytes image, Object& object) {
  bool good = true;
  for (std::size_t bit = 0; bit < 8 * image.size(); bit += stride) {
    const std::byte mask = std::byte{1} << (bit % 8);
    image[bit / 8] ^= mask;
    good = good && refused(image, object) == (bit < 32 ? Status::no_image : Status::damaged);
    image[bit / 8] ^= mask;
  }
  return good;
}

/// Whether a writer's pieces of any length make the same image, and 0xff comes after it.
template <class Kind, class Object>
[[nodiscard]] bool written_in_pieces(const Bytes& whole, const Object& object) {
  bool agree = true;
  for (const std::size_t length : {1u, 3u, 7u, 64u, 100u}) {
    const core::ImageFrom<Kind> image = image_from<Kind>(object);
    core::ImageWriter<Kind> writer(image.like, image.from);
    Bytes pieces;
    while (pieces.size() < whole.size()) {
      Bytes piece(length);
      writer.write(piece);
      pieces.insert(pieces.end(), piece.begin(), piece.end());
    }
    for (std::size_t i = whole.size(); i < pieces.size(); ++i) agree = agree && pieces[i] == std::byte{0xff};
    pieces.resize(whole.size());
    agree = agree && pieces == whole;
  }
  return agree;
}

}  // namespace motet::test
