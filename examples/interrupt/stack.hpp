// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

extern "C" std::uint32_t stack_limit[], stack_top[];

// How deep the stack has been: its free part is painted, and what was painted over is found.
namespace stack {

constexpr std::uint32_t colour = 0xA5A5A5A5u;

inline std::uint32_t* pointer() noexcept {
  std::uint32_t* at;
  __asm__ volatile("mov %0, sp" : "=r"(at));
  return at;
}

[[gnu::noinline]] inline void paint() noexcept {
  std::uint32_t* const end = pointer() - 16;
  for (volatile std::uint32_t* at = stack_limit; at < end; ++at) *at = colour;
}

/// Bytes from the top of the stack to the deepest that was written since.
[[nodiscard]] inline std::uint32_t depth() noexcept {
  const volatile std::uint32_t* at = stack_limit;
  while (*at == colour) ++at;
  return static_cast<std::uint32_t>(stack_top - at) * 4u;
}

}  // namespace stack
