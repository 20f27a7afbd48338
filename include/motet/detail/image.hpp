// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "motet/status.hpp"

// The bytes of what is saved. state.hpp and flash.hpp are what a user calls.
//
//     kind, version, bounds (dim, experts, window), bytes, CRC-32 of these    7 words
//     fields: settings, counters and all else that is no float array          as many bytes for every object of a kind
//     floats: runs of the object's block
//     CRC-32 of everything before it                                          1 word
//
// Little-endian whatever the machine; floats are IEEE 754 bits; what is no number of the stream is zero. So the same stream
// gives the same bytes on every machine. What a fit computes on the way is not in it: one that is under way has to be begun
// anew. Several images that belong together stand one behind the other; then comes the CRC-32 of their CRC-32s, a word.
//
// A kind of image is a trait, KIND_image.hpp:
//
//     Like                        what an image must fit: bounds, and the settings wanted if they are not those of the image
//     Source, Target              an object to be saved, to be loaded; a Target{} is none
//     Fields, field_bytes         what is read before the floats
//     Runs, runs(like), shape(like)
//
// How its fields are written, read and judged stands in src/image/KIND_image.cpp.

namespace motet::core {

/// What writer and reader must have in common.
struct ImageShape {
  std::uint32_t kind;     ///< the first four bytes, "MOT" and a letter
  std::uint32_t version;  ///< of this kind: a change of the fields, or of what the floats mean, is another one
  std::uint32_t dim;      ///< bounds
  std::uint32_t experts;  //
  std::uint32_t window;   //
  std::uint32_t fields;   ///< bytes
  std::uint32_t floats;

  static constexpr std::uint32_t header = 28;

  [[nodiscard]] constexpr std::uint32_t head() const noexcept { return header + fields; }
  [[nodiscard]] constexpr std::size_t checked() const noexcept { return head() + std::size_t{4} * floats; }
  [[nodiscard]] constexpr std::size_t bytes() const noexcept { return checked() + 4; }
};

/// "MOT" and a letter as a word.
[[nodiscard]] constexpr std::uint32_t image_kind(char letter) noexcept {
  return 0x544f4du | static_cast<std::uint32_t>(static_cast<unsigned char>(letter)) << 24;
}

/// A region of the block that an image holds.
struct FloatRun {
  std::uint32_t begin = 0;
  std::uint32_t count = 0;
};

/// From one region to another.
[[nodiscard]] constexpr FloatRun between(std::uint32_t begin, std::uint32_t end) noexcept { return {begin, end - begin}; }

template <class Runs>
[[nodiscard]] constexpr std::uint32_t count_floats(const Runs& runs) noexcept {
  std::uint32_t floats = 0;
  for (const FloatRun& run : runs) floats += run.count;
  return floats;
}

/// What a kind of image says of an object with a plan: its image is that of an object with this plan, and may be read into one
/// that goes on with settings of its own.
///
/// shape   Count: runs
template <class Plan, class Settings, class From, class To, std::size_t Count>
struct PlannedKind {
  struct Like {
    const Plan* plan;
    const Settings* wanted = nullptr;
  };
  using Wanted = Settings;
  using Source = From;
  using Target = To;
  using Runs = std::array<FloatRun, Count>;
};

/// Where a writer or a reader is.
struct ImageCursor {
  std::size_t byte = 0;
  std::uint32_t run = 0;    ///< of floats
  std::uint32_t index = 0;  ///< in the run
  std::uint32_t crc = 0;    ///< of what is behind it
};

/// Writes an image in pieces of any length, so that none need hold it whole.
template <class Kind>
class ImageWriter {
 public:
  ImageWriter(const typename Kind::Like& like, const typename Kind::Source& from) noexcept;

  /// Fills `piece` with the next bytes. Behind the end come 0xff, as erased flash has.
  void write(std::span<std::byte> piece) noexcept;

  /// CRC-32 of what has been written but for itself.
  [[nodiscard]] std::uint32_t crc() const noexcept { return at_.crc; }

 private:
  [[nodiscard]] std::byte next_byte(std::size_t place) noexcept;

  ImageShape shape_;
  typename Kind::Runs runs_;
  typename Kind::Source from_;
  std::array<std::byte, ImageShape::header + Kind::field_bytes> head_{};
  ImageCursor at_;
};

/// Reads an image in pieces of any length: first to check it, then to take it over.
template <class Kind>
class ImageReader {
 public:
  /// Without an object `to`: to check only. With one: to take over an image that has been checked.
  explicit ImageReader(const typename Kind::Like& like, const typename Kind::Target& to = {}) noexcept;

  void read(std::span<const std::byte> piece) noexcept;

  /// All bytes have been read: what is wrong with them. If nothing is, and an object was given, it is whole now. If
  /// something is, although the image had been checked (two reads of the medium disagreed), the object has been emptied.
  ///
  /// error   wrong_length, no_image, damaged, other_version, other_bounds, impossible; with settings of its own what these
  ///         are refused with
  [[nodiscard]] Status finish() noexcept;

  /// CRC-32 of what has been read but for itself.
  [[nodiscard]] std::uint32_t crc() const noexcept { return at_.crc; }

 private:
  void take_head(std::size_t place) noexcept;
  void take_float() noexcept;
  [[nodiscard]] Status judge() const noexcept;

  typename Kind::Like like_;
  typename Kind::Target to_;
  ImageShape shape_;
  typename Kind::Runs runs_;
  typename Kind::Fields fields_{};
  std::array<std::byte, ImageShape::header + Kind::field_bytes> head_{};
  ImageCursor at_;
  std::uint32_t word_ = 0;                ///< the last four bytes
  Status header_ = Status::wrong_length;  ///< of the header
  Status verdict_ = Status::ok;           ///< of fields and floats so far
};

/// One image of what is to be saved, and of what is to be loaded.
template <class Kind>
struct ImageFrom {
  typename Kind::Like like;
  typename Kind::Source from;
};
template <class Kind>
struct ImageInto {
  typename Kind::Like like;
  typename Kind::Target to;
};

/// How an object is saved: as how many images, as how many bytes, and visit, which hands each of them to `walk`. An object
/// without a trait of its own cannot be saved.
template <class Object>
struct ImageOf {
  static constexpr std::uint32_t images = 0;
};

/// The trait of an object that has a plan and a view, and is one image.
template <class Kind, class Object>
struct PlannedImage {
  using Settings = typename Kind::Wanted;
  static constexpr std::uint32_t images = 1;
  static constexpr std::size_t bytes = Kind::shape({&Object::plan}).bytes();

  template <class Walk>
  static void visit(const Object& object, Walk& walk) noexcept {
    walk(ImageFrom<Kind>{{&Object::plan}, object.view()});
  }
  template <class Walk>
  static void visit(Object& object, Walk& walk) noexcept {
    walk(ImageInto<Kind>{{&Object::plan}, object.view()});
  }
};

}  // namespace motet::core
