// SPDX-License-Identifier: MIT
#include "uart.hpp"

#include <cstdint>

namespace {

/// source  Arm DDI 0479, APB UART
struct Registers {
  std::uint32_t data;
  std::uint32_t state;      ///< 1: the transmitter is full, 2: the receiver is
  std::uint32_t control;    ///< 1: the transmitter is on, 2: the receiver is, 8: the receiver interrupts
  std::uint32_t interrupt;  ///< 2: of the receiver; written back to clear it
  std::uint32_t divider;    ///< clocks a bit, at least 16
};

volatile Registers* const registers = reinterpret_cast<volatile Registers*>(FIRMWARE_UART);

// The receiver's line in the interrupt controller of the core: a bit that enables it, and one that forgets it.
constexpr std::uintptr_t line = FIRMWARE_UART_LINE;
volatile std::uint32_t* const enable = reinterpret_cast<volatile std::uint32_t*>(0xE000E100 + 4 * (line / 32));
volatile std::uint32_t* const forget = reinterpret_cast<volatile std::uint32_t*>(0xE000E280 + 4 * (line / 32));
constexpr std::uint32_t line_bit = 1u << line % 32;

}  // namespace

void uart::open() noexcept {
  // The interrupt ends a sleep, and calls no function.
  __asm__ volatile("cpsid i");
  *enable = line_bit;
  registers->divider = 217;  // 115200 baud of 25 MHz
  registers->control = 1 + 2 + 8;
}

char uart::read() noexcept {
  while ((registers->state & 2u) == 0) __asm__ volatile("wfi");
  const std::uint32_t letter = registers->data;
  registers->interrupt = 2;
  *forget = line_bit;
  return static_cast<char>(letter);
}

void uart::write(const char* text) noexcept {
  for (; *text != '\0'; ++text) {
    while ((registers->state & 1u) != 0) {
    }
    registers->data = static_cast<unsigned char>(*text);
  }
}
