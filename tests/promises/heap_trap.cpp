// SPDX-License-Identifier: MIT
// Stands in front of the allocator of glibc: these definitions take the place of the library's own for the whole
// program, the standard library's calls among them.
#include "promises/heap_trap.hpp"

#include <cstdlib>
#include <new>

namespace {

bool armed = false;
std::size_t calls = 0;

void note() noexcept {
  if (armed) ++calls;
}

}  // namespace

extern "C" {
void* __libc_malloc(std::size_t bytes) noexcept;
void* __libc_calloc(std::size_t count, std::size_t bytes) noexcept;
void* __libc_realloc(void* memory, std::size_t bytes) noexcept;
void* __libc_memalign(std::size_t alignment, std::size_t bytes) noexcept;
void __libc_free(void* memory) noexcept;

void* malloc(std::size_t bytes) noexcept {
  note();
  return __libc_malloc(bytes);
}
void* calloc(std::size_t count, std::size_t bytes) noexcept {
  note();
  return __libc_calloc(count, bytes);
}
void* realloc(void* memory, std::size_t bytes) noexcept {
  note();
  return __libc_realloc(memory, bytes);
}
void* aligned_alloc(std::size_t alignment, std::size_t bytes) noexcept {
  note();
  return __libc_memalign(alignment, bytes);
}
void free(void* memory) noexcept {
  note();
  __libc_free(memory);
}
}

void* operator new(std::size_t bytes) {
  void* const memory = std::malloc(bytes);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

void heap::arm() noexcept {
  calls = 0;
  armed = true;
}

std::size_t heap::disarm() noexcept {
  armed = false;
  return calls;
}
