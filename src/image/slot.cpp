// SPDX-License-Identifier: MIT
#include "image/coder.hpp"
#include "image/crc.hpp"
#include "motet/flash.hpp"

namespace motet::core {

namespace {

constexpr std::uint32_t mark = 0x53544f4du;  // "MOTS"

}  // namespace

SlotHead encode_slot(std::uint32_t sequence) noexcept {
  SlotHead head{};
  image::Encoder code(head.data());
  code(mark);
  code(sequence);
  code(image::crc_of(std::span(head).first(slot_head - 4)));
  return head;
}

Status decode_slot(const SlotHead& head, std::uint32_t& sequence) noexcept {
  std::uint32_t found = 0, number = 0, crc = 0;
  image::Decoder code(head.data());
  code(found);
  code(number);
  code(crc);
  if (found != mark) return Status::no_image;
  if (crc != image::crc_of(std::span(head).first(slot_head - 4))) return Status::damaged;
  sequence = number;
  return Status::ok;
}

unsigned newest_slot(const Slot& first, const Slot& second) noexcept {
  const bool whole[2] = {first.status == Status::ok, second.status == Status::ok};
  if (whole[0] != whole[1]) return whole[0] ? 0 : 1;
  if (!whole[0]) return first.status == Status::no_image && second.status != Status::no_image ? 1 : 0;
  // Sequence numbers may wrap round: the newer one is less than half a turn ahead.
  return second.sequence - first.sequence < 0x80000000u ? 1 : 0;
}

}  // namespace motet::core
