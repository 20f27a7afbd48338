// SPDX-License-Identifier: MIT
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "motet/state.hpp"
#include "stream/mirror.hpp"

// Images in the tests: made, taken apart by the layout that image.hpp states, and repaired after an edit.

namespace motet::test {

using Bytes = std::vector<std::byte>;

/// The CRC-32 of IEEE 802.3, a bit at a time.
[[nodiscard]] inline std::uint32_t plain_crc(std::span<const std::byte> bytes) {
  std::uint32_t crc = 0xffffffffu;
  for (const std::byte byte : bytes) {
    crc ^= std::to_integer<std::uint32_t>(byte);
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1u) != 0u ? 0xedb88320u : 0u);
  }
  return ~crc;
}

[[nodiscard]] inline std::uint32_t read_word(const Bytes& image, std::size_t at) {
  std::uint32_t word = 0;
  for (std::size_t i = 0; i < 4; ++i) word |= std::to_integer<std::uint32_t>(image[at + i]) << (8 * i);
  return word;
}

inline void write_word(Bytes& image, std::size_t at, std::uint32_t word) {
  for (std::size_t i = 0; i < 4; ++i) image[at + i] = static_cast<std::byte>((word >> (8 * i)) & 0xffu);
}

inline void write_float(Bytes& image, std::size_t at, float value) {
  write_word(image, at, std::bit_cast<std::uint32_t>(value));
}
[[nodiscard]] inline float read_float(const Bytes& image, std::size_t at) { return std::bit_cast<float>(read_word(image, at)); }

/// Gives an image that was edited both its CRCs.
inline void repair(Bytes& image) {
  if (image.size() < 32) return;
  write_word(image, 24, plain_crc(std::span(image).first(24)));
  write_word(image, image.size() - 4, plain_crc(std::span(image).first(image.size() - 4)));
}

/// The same with a word edited.
[[nodiscard]] inline Bytes edited(Bytes image, std::size_t at, std::uint32_t word, void (*mend)(Bytes&) = repair) {
  write_word(image, at, word);
  mend(image);
  return image;
}

/// Whether a writer's pieces of any length make the same image, and 0xff comes after it.
template <class Make>
[[nodiscard]] bool pieces_agree(const Bytes& whole, const Make& make) {
  bool agree = true;
  for (const std::size_t length : {1u, 3u, 7u, 64u, 100u}) {
    auto writer = make();
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

/// All zeros if it is refused.
template <class Object>
[[nodiscard]] Bytes saved(const Object& object) {
  Bytes image(image_bytes<Object>);
  static_cast<void>(save(object, image));
  return image;
}

/// An estimator that has seen the first `count` of some rows; rows far out widen its frame.
template <class Estimator>
[[nodiscard]] Estimator begun(std::uint32_t dim, std::size_t count, std::uint64_t seed = 1, float memory = 0.0f) {
  Settings settings;
  settings.memory = memory;
  settings.dim = dim;
  settings.seed = seed;
  Estimator estimator(settings);
  Rows rows = draw_rows(dim, count, seed);
  if (count > 300) rows.at(290)[0] = 500.0f;
  if (count > 300) rows.y[295] = -4000.0f;
  static_cast<void>(push_block(estimator.view(), rows, 0, count));
  return estimator;
}

}  // namespace motet::test
