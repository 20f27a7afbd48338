// SPDX-License-Identifier: MIT
#include "tick.hpp"

namespace {

/// source  Arm DDI 0403, SysTick
struct Registers {
  std::uint32_t control;  ///< 1: on, 2: interrupts, 4: runs with the core's clock
  std::uint32_t reload;
  std::uint32_t current;  ///< counts down
};

volatile Registers* const registers = reinterpret_cast<volatile Registers*>(0xE000E010);

}  // namespace

void tick::start(std::uint32_t clocks) noexcept {
  registers->reload = clocks - 1;
  registers->current = 0;
  registers->control = 1 + 2 + 4;
}

void tick::stop() noexcept { registers->control = 0; }

std::uint32_t tick::clocks_late() noexcept { return registers->reload - registers->current; }
