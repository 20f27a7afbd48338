// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>

namespace image {

/// Bytes of stack that `work` wrote to: what lies below the stack pointer is painted first.
[[gnu::noinline]] inline std::uint32_t measure_depth(void (*work)()) {
  constexpr std::uint32_t paint = 0xa5a5a5a5;
  constexpr std::ptrdiff_t words = 2048;
  register volatile std::uint32_t* pointer __asm__("sp");
  volatile std::uint32_t* const top = pointer;
  for (std::ptrdiff_t i = 1; i <= words; ++i) top[-i] = paint;
  work();
  std::ptrdiff_t clean = words;
  while (clean > 0 && top[-clean] == paint) --clean;
  return static_cast<std::uint32_t>(clean) * 4u;
}

}  // namespace image
