// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>

#include "motet/detail/joint_image.hpp"
#include "motet/state.hpp"
#include "motet/status.hpp"

// Saving to flash so that a power cut at any byte loses at most what was learnt since the save before. Two slots take turns;
// a save erases and writes the one that does not hold the newest whole image. Nothing is held in RAM but one page.

namespace motet {

/// What you write for a board: two slots of slot_bytes each, that can be erased one by one.
///
///     static constexpr std::size_t page;                                   program takes so many bytes at once
///     bool erase(unsigned slot);                                           the slot holds 0xff everywhere
///     bool program(unsigned slot, std::size_t offset, span<const byte>);   one page, at a multiple of page, erased before
///     bool read(unsigned slot, std::size_t offset, span<byte>);            up to one page
///
/// false = it did not work.
template <class Device>
concept Flash = requires(Device& flash, unsigned slot, std::size_t offset, std::span<const std::byte> from,
                         std::span<std::byte> to) {
  requires Device::page >
  0;
  { flash.erase(slot) } -> std::same_as<bool>;
  { flash.program(slot, offset, from) } -> std::same_as<bool>;
  { flash.read(slot, offset, to) } -> std::same_as<bool>;
};

namespace core {

/// What stands before the image in a slot: a mark, a sequence number and their CRC-32.
inline constexpr std::size_t slot_head = 12;
using SlotHead = std::array<std::byte, slot_head>;

[[nodiscard]] SlotHead encode_slot(std::uint32_t sequence) noexcept;
/// error   no_image: no slot head; damaged: not a whole one
[[nodiscard]] Status decode_slot(const SlotHead& head, std::uint32_t& sequence) noexcept;

/// What a slot was found to hold.
struct Slot {
  Status status = Status::no_image;  ///< of its image
  std::uint32_t sequence = 0;
};

/// The slot with the newest whole image; else the one whose status is more specific.
[[nodiscard]] unsigned newest_slot(const Slot& first, const Slot& second) noexcept;

/// One slot as an input.
template <Flash Device>
struct SlotInput {
  Device& flash;
  unsigned slot;

  /// A page at a time; false if one could not be read.
  template <class Take>
  [[nodiscard]] bool read(std::size_t at, std::size_t count, Take take) noexcept {
    std::array<std::byte, Device::page> page;
    while (count > 0) {
      const std::span piece = std::span(page).first(count < page.size() ? count : page.size());
      if (!flash.read(slot, at, piece)) return false;
      take(std::span<const std::byte>(piece));
      at += piece.size();
      count -= piece.size();
    }
    return true;
  }
};

/// An erased slot as an output: what has been written goes to the flash a page at a time.
template <Flash Device>
class SlotOutput {
 public:
  SlotOutput(Device& flash, unsigned slot) noexcept : flash_(flash), slot_(slot) {}

  template <class Fill>
  [[nodiscard]] bool write(std::size_t count, Fill fill) noexcept {
    while (count > 0) {
      const std::size_t room = page_.size() - filled_;
      const std::span piece = std::span(page_).subspan(filled_, count < room ? count : room);
      fill(piece);
      filled_ += piece.size();
      count -= piece.size();
      if (filled_ == page_.size() && !program()) return false;
    }
    return true;
  }

  /// The last page, filled up as erased flash is.
  [[nodiscard]] bool finish() noexcept {
    if (filled_ == 0) return true;
    while (filled_ < page_.size()) page_[filled_++] = std::byte{0xff};
    return program();
  }

 private:
  [[nodiscard]] bool program() noexcept {
    filled_ = 0;
    offset_ += page_.size();
    return flash_.program(slot_, offset_ - page_.size(), page_);
  }

  Device& flash_;
  unsigned slot_;
  std::size_t offset_ = 0;
  std::size_t filled_ = 0;
  std::array<std::byte, Device::page> page_;
};

/// Checks a slot from its first byte to its last.
template <Flash Device, class... Objects>
[[nodiscard]] Slot inspect_slot(Device& flash, unsigned slot, Objects&... objects) noexcept {
  SlotInput<Device> input{flash, slot};
  SlotHead head{};
  std::size_t at = 0;
  const bool read = input.read(0, head.size(), [&](std::span<const std::byte> piece) {
    for (const std::byte byte : piece) head[at++] = byte;
  });
  if (!read) return {Status::damaged, 0};
  Slot found;
  found.status = decode_slot(head, found.sequence);
  if (found.status == Status::ok) found.status = read_images<ImageCheck>(input, slot_head, objects...);
  return found;
}

/// What both slots hold, and which of them is the newest.
struct Slots {
  Slot slot[2];
  unsigned newest;
};
template <Flash Device, class... Objects>
[[nodiscard]] Slots inspect_slots(Device& flash, Objects&... objects) noexcept {
  Slots found{{inspect_slot(flash, 0, objects...), inspect_slot(flash, 1, objects...)}, 0};
  found.newest = newest_slot(found.slot[0], found.slot[1]);
  return found;
}

/// Erases a slot and writes head and images.
template <Flash Device, class... Objects>
[[nodiscard]] bool write_slot(Device& flash, unsigned slot, const SlotHead& head, const Objects&... objects) noexcept {
  if (!flash.erase(slot)) return false;
  SlotOutput<Device> output(flash, slot);
  return write_bytes(output, head) && write_images(output, objects...) && output.finish();
}

}  // namespace core

/// Bytes that each of the two slots must have for an object, or for several that are saved together: whole pages.
template <Flash Device, Saveable... Objects>
inline constexpr std::size_t slot_bytes =
    (core::slot_head + image_bytes<Objects...> + Device::page - 1) / Device::page* Device::page;

/// Saves objects to the slot that does not hold the newest whole image, and reads them back. Several are saved in one stroke:
/// a power cut at any byte leaves all of them as they were saved before, or all of them new.
///
///     save(flash, estimator, model, adapter);
///
/// error   the status() of an object: nothing was written; flash_failed: the image before is still there
/// cost    one slot erased and written, both read
template <Flash Device, Saveable... Objects>
[[nodiscard]] Status save(Device& flash, const Objects&... objects) noexcept {
  if (const Status status = core::status_of_all(objects...); status != Status::ok) return status;
  const core::Slots found = core::inspect_slots(flash, objects...);
  const core::Slot& newest = found.slot[found.newest];
  const unsigned slot = newest.status == Status::ok ? 1 - found.newest : found.newest;
  const std::uint32_t sequence = newest.sequence + 1;
  if (!core::write_slot(flash, slot, core::encode_slot(sequence), objects...)) return Status::flash_failed;
  const core::Slot written = core::inspect_slot(flash, slot, objects...);
  return written.status == Status::ok && written.sequence == sequence ? Status::ok : Status::flash_failed;
}
template <Saveable Object, Flash Device>
[[nodiscard]] Status save(const Object& object, Device& flash) noexcept {
  return save(flash, object);
}

/// Loads the newest whole image of objects that were saved together, all of them or none.
///
///     load(flash, estimator, model, adapter);
///     load(flash, with(estimator, settings), model, adapter);    with other settings of the estimator
///
/// error   as load from bytes, if neither slot holds an image that can be loaded: all objects are as they were. flash_failed:
///         an image was whole, but a second read of it disagreed with the first: all objects are empty
/// cost    both slots read, one of them twice
template <Flash Device, Saveable... Objects>
[[nodiscard]] Status load(Device& flash, Objects&&... objects) noexcept {
  if (const Status status = core::ready_to_load(objects...); status != Status::ok) return status;
  const core::Slots found = core::inspect_slots(flash, objects...);
  if (found.slot[found.newest].status != Status::ok) return found.slot[found.newest].status;
  core::SlotInput<Device> input{flash, found.newest};
  const Status status = core::take_images(input, core::slot_head, objects...);
  return status == Status::ok ? status : Status::flash_failed;
}

/// The same of one object that goes on with other settings than it was saved with; see load from bytes.
template <Flash Device, Saveable Object>
[[nodiscard]] Status load(Device& flash, Object& object, const typename core::ImageOf<Object>::Settings& settings) noexcept {
  return load(flash, with(object, settings));
}

}  // namespace motet
