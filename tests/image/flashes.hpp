// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <span>

#include "image/tools.hpp"
#include "support/random.hpp"

// A flash whose power fails.

namespace motet::test {

/// What the power cut leaves where it struck.
enum class Cut { clean, torn_byte, torn_page, torn_slot };

/// Two slots of flash whose power can be cut: at byte `fuel` of what is erased and written.
template <std::size_t Page, std::size_t Size = 1024>
struct Flash2 {
  static constexpr std::size_t page = Page;
  static constexpr std::size_t size = Size;

  std::array<Bytes, 2> slots{Bytes(size, std::byte{0xa7}), Bytes(size, std::byte{0xa7})};
  std::size_t fuel = ~std::size_t{0};
  std::size_t spent = 0;
  Cut cut = Cut::clean;
  support::Random random{1};
  bool misused = false;      ///< a byte was written twice, or a page is not whole
  int failing_erase = -1;    ///< a slot that does not erase
  int failing_program = -1;  ///< a slot that says it was written and was not
  int reads_until_failure = -1;

  bool erase(unsigned slot) {
    if (static_cast<int>(slot) == failing_erase) return false;
    for (std::size_t at = 0; at < size; ++at) {
      if (!spend(slot, at, size)) return false;
      slots[slot][at] = std::byte{0xff};
    }
    return true;
  }
  bool program(unsigned slot, std::size_t offset, std::span<const std::byte> from) {
    misused = misused || from.size() != page || offset % page != 0 || offset + page > size;
    for (std::size_t i = 0; i < from.size(); ++i) {
      if (!spend(slot, offset + i, offset + page)) return false;
      std::byte& cell = slots[slot][offset + i];
      misused = misused || cell != std::byte{0xff};
      if (static_cast<int>(slot) != failing_program) cell &= from[i];
    }
    return true;
  }
  bool read(unsigned slot, std::size_t offset, std::span<std::byte> to) {
    if (reads_until_failure >= 0 && reads_until_failure-- == 0) return false;
    misused = misused || to.size() > page || offset + to.size() > size;
    for (std::size_t i = 0; i < to.size(); ++i) to[i] = slots[slot][offset + i];
    return true;
  }

 private:
  /// One more byte, or the end.
  bool spend(unsigned slot, std::size_t at, std::size_t end) {
    if (spent < fuel) {
      ++spent;
      return true;
    }
    if (cut == Cut::torn_byte) spoil(slot, at, at + 1);
    if (cut == Cut::torn_page) spoil(slot, at, end);
    if (cut == Cut::torn_slot && spent == fuel) spoil(slot, at, size);
    spent = fuel + 1;
    return false;
  }
  void spoil(unsigned slot, std::size_t from, std::size_t to) {
    for (; from < to; ++from) slots[slot][from] = static_cast<std::byte>(random.bits() & 0xffu);
  }
};

}  // namespace motet::test
