// SPDX-License-Identifier: MIT
// Under a sanitizer, which has its own allocator: asks it to be told.
#include "promises/heap_trap.hpp"

extern "C" int __sanitizer_install_malloc_and_free_hooks(void (*taken)(const volatile void*, std::size_t),
                                                         void (*given_back)(const volatile void*));

namespace {

bool armed = false;
std::size_t calls = 0;

void note() noexcept {
  if (armed) ++calls;
}

[[maybe_unused]] const int installed = __sanitizer_install_malloc_and_free_hooks(
    [](const volatile void*, std::size_t) { note(); }, [](const volatile void*) { note(); });

}  // namespace

void heap::arm() noexcept {
  calls = 0;
  armed = true;
}

std::size_t heap::disarm() noexcept {
  armed = false;
  return calls;
}
