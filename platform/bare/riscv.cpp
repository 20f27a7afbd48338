// SPDX-License-Identifier: MIT
// Reset, traps and semihosting of a RISC-V core in machine mode.

#include "board.hpp"

extern "C" {
[[gnu::naked, gnu::section(".vectors"), noreturn]] void reset();
[[gnu::aligned(4)]] void fault();
[[noreturn, gnu::used]] void enter();
}

std::intptr_t board::call_host(std::intptr_t operation, const void* argument) {
  register std::intptr_t a0 __asm__("a0") = operation;
  register const void* a1 __asm__("a1") = argument;
  // Three uncompressed instructions on one page, as the semihosting of RISC-V wants them.
  __asm__ volatile(
      ".option push\n .option norvc\n .balign 16\n slli zero, zero, 0x1f\n ebreak\n srai zero, zero, 7\n .option pop"
      : "+r"(a0)
      : "r"(a1)
      : "memory");
  return a0;
}

// mstatus.FS: the floating-point unit, if the core has one, is on.
#if defined(__riscv_flen)
#define ENABLE_UNITS "li t0, 0x6000\n csrs mstatus, t0\n fscsr zero\n"
#else
#define ENABLE_UNITS ""
#endif

void reset() {
  __asm__ volatile(
      ".option push\n .option norelax\n la gp, __global_pointer$\n .option pop\n"
      "la sp, stack_top\n"
      "la t0, fault\n .option push\n .option arch, +zicsr\n csrw mtvec, t0\n" ENABLE_UNITS ".option pop\n j enter");
}

void enter() { board::start(); }

void fault() {
  board::print("motet: the core faulted\n");
  board::leave(124);
}
