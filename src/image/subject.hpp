// SPDX-License-Identifier: MIT
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

#include "image/coder.hpp"
#include "image/crc.hpp"
#include "motet/detail/image.hpp"

// What reader and writer need of a kind of image, and the header that all kinds have.

namespace motet::core::image {

/// What a kind of image is of. KIND_image.cpp specialises it:
///
///     block(source), block(target)                   floats that the runs lie in; null: there is no object
///     write_fields(code, source)
///     read_fields(code, like, fields)                ok; impossible, or what the settings wanted are refused with
///     is_number(source, run, index)                  whether a float is one of the stream; else zero is saved
///     judge(like, fields, run, index, value)         whether a float is lawful with fields that are ok
///     take_over(like, target, fields)                the floats are there already
///     empty(target)
template <class Kind>
struct Subject;

/// What the subjects of objects with a plan have alike.
template <class Kind, Status (*Configure)(const typename Kind::Target&, const typename Kind::Wanted&) noexcept>
struct PlannedSubject {
  using Like = typename Kind::Like;
  using Fields = typename Kind::Fields;

  static const float* block(const typename Kind::Source& from) noexcept { return from.block; }
  static float* block(const typename Kind::Target& to) noexcept { return to.block; }
  static void empty(const typename Kind::Target& to) noexcept {
    const auto settings = to.state->settings;  // a copy: it is written over
    static_cast<void>(Configure(to, settings));
  }
};

/// Counts by fate: what all objects count comes first.
template <class Coder, class AnyCounters>
constexpr void pass_counters(Coder& code, AnyCounters& c) noexcept {
  pass(code, c.accepted, c.wrong_length, c.not_finite, c.out_of_range);
}

/// To the run that the next float lies in.
template <class Runs>
void find_run(const Runs& runs, core::ImageCursor& at) noexcept {
  while (at.index == runs[at.run].count) {
    ++at.run;
    at.index = 0;
  }
}

/// Byte `place` of a word, little-endian.
[[nodiscard]] inline std::byte byte_of(std::uint32_t word, std::size_t place) noexcept {
  return static_cast<std::byte>((word >> (8 * place)) & 0xffu);
}

/// The header without its CRC.
inline void pass_header(Encoder& code, const core::ImageShape& shape) noexcept {
  pass(code, shape.kind, shape.version, shape.dim, shape.experts, shape.window);
  code(static_cast<std::uint32_t>(shape.bytes()));
}

/// Whether a head begins as one of this shape does.
///
/// error   no_image, damaged, other_version, other_bounds
[[nodiscard]] Status check_header(const core::ImageShape& expected, std::span<const std::byte> head) noexcept;

}  // namespace motet::core::image
