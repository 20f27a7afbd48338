// SPDX-License-Identifier: MIT
// From the first instruction in C++ to main, for every bare board.

#include "board.hpp"

using Hook = void (*)();

extern "C" {
extern std::uint32_t data_load[], data_begin[], data_end[], bss_begin[], bss_end[], tls_begin[];
extern Hook preinit_begin[], preinit_end[], init_begin[], init_end[], fini_begin[], fini_end[];

// What a compiler's own start file would define.
void* __dso_handle = nullptr;

// picolibc's thread pointer, where picolibc is linked.
[[gnu::weak]] void _set_tls(void* block);

int call_main(int count, char** arguments) __asm__("main");
}

namespace board {

namespace {

constexpr std::intptr_t sys_write0 = 0x04;
constexpr std::intptr_t sys_exit_extended = 0x20;
constexpr std::intptr_t application_exit = 0x20026;

char* words[32];

void run(Hook* hook, Hook* end) {
  for (; hook < end; ++hook) (*hook)();
}

}  // namespace

void print(const char* text) { call_host(sys_write0, text); }

void leave(int code) {
  const std::intptr_t reason[2] = {application_exit, code};
  call_host(sys_exit_extended, reason);
  for (;;) {
  }
}

void start() {
  const std::uint32_t* from = data_load;
  for (std::uint32_t* to = data_begin; to < data_end; ++to) *to = *from++;
  for (std::uint32_t* to = bss_begin; to < bss_end; ++to) *to = 0;
  if (_set_tls != nullptr) _set_tls(tls_begin);
  run(preinit_begin, preinit_end);
  run(init_begin, init_end);
  const int code = call_main(read_arguments(words, 31), words);
  run(fini_begin, fini_end);
  leave(code);
}

}  // namespace board
