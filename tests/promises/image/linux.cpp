// SPDX-License-Identifier: MIT
// The image as a program of Linux: its console, and a memcpy and a memset that can be read; glibc chooses its own when it
// starts.
#include <cstddef>
#include <cstdio>

#include "board.hpp"

void board::print(const char* text) { std::fputs(text, stdout); }

extern "C" {

void* memcpy(void* to, const void* from, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) static_cast<char*>(to)[i] = static_cast<const char*>(from)[i];
  return to;
}

void* memset(void* to, int value, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) static_cast<char*>(to)[i] = static_cast<char>(value);
  return to;
}
}
