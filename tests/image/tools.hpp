// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
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

/// Bytes of the image that begins at `at`, as its header says; 0: none does.
[[nodiscard]] inline std::size_t image_length(const Bytes& bytes, std::size_t at) {
  const std::size_t rest = bytes.size() - at;
  const std::size_t length = rest < 32 ? 0 : read_word(bytes, at + 20);
  return length < 32 || length > rest ? 0 : length;
}

/// Gives images one behind the other all their CRCs, and their seal.
inline void repair_joint(Bytes& bytes) {
  Bytes sums;
  std::size_t at = 0;
  for (std::size_t length = image_length(bytes, 0); length > 0; length = image_length(bytes, at)) {
    Bytes image(bytes.begin() + static_cast<std::ptrdiff_t>(at), bytes.begin() + static_cast<std::ptrdiff_t>(at + length));
    repair(image);
    std::copy(image.begin(), image.end(), bytes.begin() + static_cast<std::ptrdiff_t>(at));
    sums.insert(sums.end(), image.end() - 4, image.end());
    at += length;
  }
  if (at == 0) repair(bytes);
  if (sums.size() > 4 && at + 4 == bytes.size()) write_word(bytes, at, plain_crc(sums));
}

/// All zeros if it is refused.
template <class Object>
[[nodiscard]] Bytes saved(const Object& object) {
  Bytes image(image_bytes<Object>);
  static_cast<void>(save(object, image));
  return image;
}

/// The same with a word edited.
[[nodiscard]] inline Bytes edited(Bytes image, std::size_t at, std::uint32_t word) {
  write_word(image, at, word);
  repair(image);
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
