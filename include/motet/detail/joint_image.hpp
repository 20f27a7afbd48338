// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>

#include "motet/detail/image.hpp"
#include "motet/status.hpp"

// Images one behind the other, to bytes or to flash and back: what save and load of state.hpp and flash.hpp share.
//
//     Input     bool read(at, count, take): hands `count` bytes from `at` on to take(piece), in pieces; false = unreadable
//     Output    bool write(count, fill): has fill(piece) write the next `count` bytes, in pieces; false = not written

namespace motet::core {

/// What binds images that were saved together: the CRC-32 of their CRC-32s.
struct ImageSeal {
  std::uint32_t value = 0;

  void add(std::uint32_t crc) noexcept;
  [[nodiscard]] std::array<std::byte, 4> bytes() const noexcept;
};

/// Images that objects are saved as.
template <class... Objects>
inline constexpr std::uint32_t image_count = (0u + ... + ImageOf<std::remove_cvref_t<Objects>>::images);

/// Bytes of all of them and of their seal; one alone needs none.
template <class... Objects>
inline constexpr std::size_t joint_bytes = (std::size_t{0} + ... + ImageOf<std::remove_cvref_t<Objects>>::bytes) +
                                           (image_count<Objects...> > 1 ? 4 : 0);

/// The status() of an object that has one.
template <class Object>
[[nodiscard]] Status status_of(const Object& object) noexcept {
  if constexpr (requires { object.status(); }) {
    return object.status();
  } else {
    return Status::ok;
  }
}

/// The first that is not ok.
template <class... Objects>
[[nodiscard]] Status status_of_all(const Objects&... objects) noexcept {
  Status first = Status::ok;
  ((first = first == Status::ok ? status_of(objects) : first), ...);
  return first;
}

/// Whether objects can be loaded: what they were made with is no matter, but for a form, which no image brings.
template <class... Objects>
[[nodiscard]] Status ready_to_load(const Objects&... objects) noexcept {
  Status first = Status::ok;
  const auto ask = [&first](const auto& object) {
    if constexpr (requires { object.form(); }) first = first == Status::ok ? object.status() : first;
  };
  (ask(objects), ...);
  return first;
}

// ---- reading -------------------------------------------------------------------------------------------

/// Reads one image. A call of its own, so that no two readers are on the stack together.
template <class Kind, class Input>
[[nodiscard]] [[gnu::noinline]] Status read_image(Input& input, std::size_t at, const typename Kind::Like& like,
                                                  const typename Kind::Target& to, ImageSeal& seal) noexcept {
  ImageReader<Kind> reader(like, to);
  const bool read = input.read(at, Kind::shape(like).bytes(), [&](auto piece) { reader.read(piece); });
  const Status status = reader.finish();
  seal.add(reader.crc());
  return read ? status : Status::damaged;
}

/// Reads images up to the first that is refused.
template <class Input>
struct ImageWalk {
  Input& input;
  std::size_t at;
  ImageSeal seal{};
  Status status = Status::ok;

 protected:
  template <class Kind>
  void read(const typename Kind::Like& like, const typename Kind::Target& to) noexcept {
    if (status == Status::ok) status = read_image<Kind>(input, at, like, to, seal);
    at += Kind::shape(like).bytes();
  }
};

/// Checks them.
template <class Input>
struct ImageCheck : ImageWalk<Input> {
  template <class Kind>
  void operator()(const ImageFrom<Kind>& image) noexcept {
    this->template read<Kind>(image.like, {});
  }
  template <class Kind>
  void operator()(const ImageInto<Kind>& image) noexcept {
    this->template read<Kind>(image.like, {});
  }
};

/// Takes them over.
template <class Input>
struct ImageTake : ImageWalk<Input> {
  template <class Kind>
  void operator()(const ImageInto<Kind>& image) noexcept {
    this->template read<Kind>(image.like, image.to);
  }
};

/// Empties the objects: an image without a byte is none.
struct ImageEmpty {
  template <class Kind>
  void operator()(const ImageInto<Kind>& image) noexcept {
    static_cast<void>(ImageReader<Kind>(image.like, image.to).finish());
  }
};

/// Whether the bytes at `at` are the seal.
template <class Input>
[[nodiscard]] Status check_seal(Input& input, std::size_t at, const ImageSeal& seal) noexcept {
  const std::array<std::byte, 4> expected = seal.bytes();
  std::size_t count = 0;
  bool same = true;
  const bool read = input.read(at, expected.size(), [&](std::span<const std::byte> piece) {
    for (const std::byte byte : piece) same = same && byte == expected[count++];
  });
  if (!read || !same) return Status::damaged;
  return count == expected.size() ? Status::ok : Status::wrong_length;
}

/// Reads what has been saved of `objects`, `from` bytes behind the beginning of `input`.
template <template <class> class Walk, class Input, class... Objects>
[[nodiscard]] Status read_images(Input& input, std::size_t from, Objects&... objects) noexcept {
  Walk<Input> walk{{input, from}};
  (ImageOf<std::remove_const_t<Objects>>::visit(objects, walk), ...);
  return walk.status == Status::ok && image_count<Objects...> > 1 ? check_seal(input, walk.at, walk.seal) : walk.status;
}

/// Takes over what has been checked. If two reads disagree all objects are emptied.
template <class Input, class... Objects>
[[nodiscard]] Status take_images(Input& input, std::size_t from, Objects&... objects) noexcept {
  const Status status = read_images<ImageTake>(input, from, objects...);
  ImageEmpty empty;
  if (status != Status::ok) (ImageOf<Objects>::visit(objects, empty), ...);
  return status;
}

/// Bytes in memory.
struct BytesInput {
  std::span<const std::byte> bytes;

  template <class Take>
  [[nodiscard]] bool read(std::size_t at, std::size_t count, Take take) noexcept {
    const std::span rest = bytes.subspan(at < bytes.size() ? at : bytes.size());
    take(rest.first(count < rest.size() ? count : rest.size()));
    return true;
  }
};

// ---- writing -------------------------------------------------------------------------------------------

/// Writes one image; as read_image.
template <class Kind, class Output>
[[nodiscard]] [[gnu::noinline]] bool write_image(Output& output, const ImageFrom<Kind>& image, ImageSeal& seal) noexcept {
  ImageWriter<Kind> writer(image.like, image.from);
  const bool written = output.write(Kind::shape(image.like).bytes(), [&](auto piece) { writer.write(piece); });
  seal.add(writer.crc());
  return written;
}

/// Writes images up to the first that cannot be written.
template <class Output>
struct ImageWrite {
  Output& output;
  ImageSeal seal{};
  bool written = true;

  template <class Kind>
  void operator()(const ImageFrom<Kind>& image) noexcept {
    written = written && write_image(output, image, seal);
  }
};

/// Writes bytes that are there.
template <class Output>
[[nodiscard]] bool write_bytes(Output& output, std::span<const std::byte> bytes) noexcept {
  std::size_t at = 0;
  return output.write(bytes.size(), [&](std::span<std::byte> piece) {
    for (std::byte& byte : piece) byte = bytes[at++];
  });
}

/// Writes the images of `objects`, and their seal.
template <class Output, class... Objects>
[[nodiscard]] bool write_images(Output& output, const Objects&... objects) noexcept {
  ImageWrite<Output> walk{output};
  (ImageOf<Objects>::visit(objects, walk), ...);
  return walk.written && (image_count<Objects...> == 1 || write_bytes(output, walk.seal.bytes()));
}

/// Bytes in memory.
struct BytesOutput {
  std::span<std::byte> bytes;

  template <class Fill>
  [[nodiscard]] bool write(std::size_t count, Fill fill) noexcept {
    fill(bytes.first(count));
    bytes = bytes.subspan(count);
    return true;
  }
};

}  // namespace motet::core
