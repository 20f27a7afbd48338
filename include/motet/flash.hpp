// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>

#include "motet/detail/adapter_image.hpp"
#include "motet/detail/general_image.hpp"
#include "motet/detail/image.hpp"
#include "motet/state.hpp"
#include "motet/status.hpp"

// Saving to flash so that a power cut at any byte loses at most what was learnt since the save before. Two slots take turns;
// a save erases and writes the one that does not hold the newest whole image. Nothing is held in RAM but one page.

namespace motet {

/// What the board gives: two slots of slot_bytes each, that can be erased one by one.
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

/// The slot with the newest whole image; else the one that has more to say about why there is none.
[[nodiscard]] unsigned newest_slot(const Slot& first, const Slot& second) noexcept;

template <std::size_t Dim, std::size_t Experts, std::size_t Window>
[[nodiscard]] ImageReader checker_for(const Estimator<Dim, Experts, Window>&) noexcept {
  return ImageReader(Estimator<Dim, Experts, Window>::plan);
}
template <std::size_t Dim, std::size_t Experts>
[[nodiscard]] ImageReader checker_for(const Model<Dim, Experts>&) noexcept {
  return ImageReader(Model<Dim, Experts>::shape, static_cast<std::uint32_t>(Dim));
}
template <std::size_t Dim, std::size_t Experts, std::size_t Window>
[[nodiscard]] ImageReader reader_for(Estimator<Dim, Experts, Window>& estimator) noexcept {
  return ImageReader(estimator.view());
}
template <std::size_t Dim, std::size_t Experts>
[[nodiscard]] ImageReader reader_for(Model<Dim, Experts>& model) noexcept {
  return ImageReader(model.store(), static_cast<std::uint32_t>(Dim));
}
template <std::size_t Dim, std::size_t Experts, std::size_t Window>
[[nodiscard]] ImageWriter writer_for(const Estimator<Dim, Experts, Window>& estimator) noexcept {
  return ImageWriter(estimator.view());
}
template <std::size_t Dim, std::size_t Experts>
[[nodiscard]] ImageWriter writer_for(const Model<Dim, Experts>& model) noexcept {
  return ImageWriter(model.view(), static_cast<std::uint32_t>(Dim));
}
template <std::size_t Dim, std::size_t Experts>
[[nodiscard]] AdapterReader checker_for(const Adapter<Dim, Experts>&) noexcept {
  return AdapterReader(Adapter<Dim, Experts>::plan);
}
template <std::size_t Dim, std::size_t Experts>
[[nodiscard]] AdapterReader reader_for(Adapter<Dim, Experts>& adapter) noexcept {
  return AdapterReader(adapter.view());
}
template <std::size_t Dim, std::size_t Experts>
[[nodiscard]] AdapterWriter writer_for(const Adapter<Dim, Experts>& adapter) noexcept {
  return AdapterWriter(adapter.view());
}
template <std::size_t Dim, std::size_t Experts>
[[nodiscard]] GeneralReader checker_for(const GeneralModel<Dim, Experts>& model) noexcept {
  return GeneralReader(model.view(), static_cast<std::uint32_t>(Dim));
}
template <std::size_t Dim, std::size_t Experts>
[[nodiscard]] GeneralReader reader_for(GeneralModel<Dim, Experts>& model) noexcept {
  return GeneralReader(model.store(), static_cast<std::uint32_t>(Dim));
}
template <std::size_t Dim, std::size_t Experts>
[[nodiscard]] GeneralWriter writer_for(const GeneralModel<Dim, Experts>& model) noexcept {
  return GeneralWriter(model.view(), static_cast<std::uint32_t>(Dim));
}

/// Hands `count` bytes of a slot to `take`, a page at a time; false if one could not be read.
template <Flash Device, class Take>
[[nodiscard]] bool read_slot(Device& flash, unsigned slot, std::size_t offset, std::size_t count, Take take) noexcept {
  std::array<std::byte, Device::page> page;
  for (std::size_t at = 0; at < count;) {
    const std::span piece = std::span(page).first(count - at < page.size() ? count - at : page.size());
    if (!flash.read(slot, offset + at, piece)) return false;
    take(piece);
    at += piece.size();
  }
  return true;
}

/// Hands the image in a slot to `reader`.
template <class Object, Flash Device, class Reader>
[[nodiscard]] Status read_image(Device& flash, unsigned slot, Reader reader) noexcept {
  const bool read = read_slot(flash, slot, slot_head, image_bytes<Object>, [&](auto piece) { reader.read(piece); });
  const Status status = reader.finish();
  return read ? status : Status::damaged;
}

/// Checks a slot from its first byte to its last.
template <class Object, Flash Device>
[[nodiscard]] Slot inspect_slot(Device& flash, unsigned slot, const Object& object) noexcept {
  Slot found;
  SlotHead head{};
  std::size_t at = 0;
  const auto take = [&](std::span<const std::byte> piece) {
    for (const std::byte byte : piece) head[at++] = byte;
  };
  if (!read_slot(flash, slot, 0, head.size(), take)) return {Status::damaged, 0};
  found.status = decode_slot(head, found.sequence);
  if (found.status == Status::ok) found.status = read_image<Object>(flash, slot, checker_for(object));
  return found;
}

/// Writes head and image into an erased slot.
template <class Object, Flash Device>
[[nodiscard]] bool write_slot(const Object& object, Device& flash, unsigned slot, const SlotHead& head) noexcept {
  auto writer = writer_for(object);
  std::array<std::byte, Device::page> page;
  for (std::size_t at = 0; at < head.size() + image_bytes<Object>; at += page.size()) {
    std::size_t filled = 0;
    while (filled < page.size() && at + filled < head.size()) {
      page[filled] = head[at + filled];
      ++filled;
    }
    writer.write(std::span(page).subspan(filled));
    if (!flash.program(slot, at, page)) return false;
  }
  return true;
}

}  // namespace core

/// Bytes that each of the two slots must have for an Estimator, a Model, a GeneralModel or an Adapter: whole pages.
template <class Object, Flash Device>
inline constexpr std::size_t slot_bytes =
    (core::slot_head + image_bytes<Object> + Device::page - 1) / Device::page* Device::page;

/// Saves an Estimator, a Model, a GeneralModel or an Adapter to the slot that does not hold the newest whole image, and reads
/// it back.
///
/// error   flash_failed: the image before is still there; where it has a status() that is not ok, that: nothing
///         was written
/// cost    one slot erased and written, both read
template <class Object, Flash Device>
requires(core::image_bytes_of<Object> > 0) [[nodiscard]] Status save(const Object& object, Device& flash) noexcept {
  if constexpr (requires { object.status(); }) {
    if (object.status() != Status::ok) return object.status();
  }
  const core::Slot slots[2] = {core::inspect_slot(flash, 0, object), core::inspect_slot(flash, 1, object)};
  const unsigned newest = core::newest_slot(slots[0], slots[1]);
  const unsigned slot = slots[newest].status == Status::ok ? 1 - newest : newest;
  const std::uint32_t sequence = slots[newest].sequence + 1;
  if (!flash.erase(slot) || !core::write_slot(object, flash, slot, core::encode_slot(sequence))) return Status::flash_failed;
  const core::Slot written = core::inspect_slot(flash, slot, object);
  return written.status == Status::ok && written.sequence == sequence ? Status::ok : Status::flash_failed;
}

/// Loads the newest whole image.
///
/// error   neither slot holds one: no_image, damaged, other_version, other_bounds, impossible, and `object` is as it was;
///         flash_failed: what was whole when checked was not a moment later: `object` is empty
/// cost    both slots read, one of them twice
template <class Object, Flash Device>
requires(core::image_bytes_of<Object> > 0) [[nodiscard]] Status load(Device& flash, Object& object) noexcept {
  const core::Slot slots[2] = {core::inspect_slot(flash, 0, object), core::inspect_slot(flash, 1, object)};
  const unsigned newest = core::newest_slot(slots[0], slots[1]);
  if (slots[newest].status != Status::ok) return slots[newest].status;
  const Status status = core::read_image<Object>(flash, newest, core::reader_for(object));
  return status == Status::ok ? status : Status::flash_failed;
}

}  // namespace motet
