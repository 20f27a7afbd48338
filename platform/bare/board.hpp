// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

// What an image may ask of the board that it runs on; no C library is needed.
namespace board {

/// One call of the debugger or emulator (semihosting), as its manual numbers them.
std::intptr_t call_host(std::intptr_t operation, const void* argument);

/// Text on the host's console.
void print(const char* text);

/// Ends the image; the emulator hands `code` on as its own.
[[noreturn]] void leave(int code);

/// The words of the command line, from the host: writes up to `most` and says how many. An image that runs without a host
/// defines its own, and then no part of its way to main asks for one.
int read_arguments(char** words, int most);

/// Copies .data, clears .bss, runs the constructors and main, and leaves with what main returns.
[[noreturn]] void start();

}  // namespace board
