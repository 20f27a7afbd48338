// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

// The timer of a Cortex-M core. The program defines `sys_tick`, which the core calls as an interrupt.
namespace tick {

/// Begins to interrupt, every `clocks` clocks of the core's timer; 2 to 2^24.
void start(std::uint32_t clocks) noexcept;

void stop() noexcept;

/// Clocks of the timer since the last tick was due.
[[nodiscard]] std::uint32_t clocks_late() noexcept;

/// Sleeps until an interrupt comes.
inline void sleep() noexcept { __asm__ volatile("wfi" ::: "memory"); }

}  // namespace tick

extern "C" void sys_tick();
