// SPDX-License-Identifier: MIT
// Reset, vectors and semihosting of a Cortex-M, from ARMv6-M to ARMv8.1-M.

#include "board.hpp"

extern "C" {
extern std::uint32_t stack_top[];
[[noreturn]] void reset();
[[noreturn]] void fault();
// The core's timer; an image that starts it defines this.
[[noreturn, gnu::weak, gnu::alias("fault")]] void sys_tick();
}

namespace {

// Registers of the System Control Block.
constexpr std::uintptr_t configuration = 0xE000ED14;
constexpr std::uintptr_t coprocessors = 0xE000ED88;

inline void set_bits(std::uintptr_t address, std::uint32_t bits) {
  auto* const word = reinterpret_cast<volatile std::uint32_t*>(address);
  *word = *word | bits;
}

/// Gives the program the floating-point and vector unit, and the low-overhead loops that go with vectors.
inline void enable_units() {
#if defined(__ARM_FP)
  set_bits(coprocessors, 0xfu << 20);
#endif
#if defined(__ARM_FEATURE_MVE)
  set_bits(configuration, 1u << 19);
#endif
  __asm__ volatile("dsb\n isb" ::: "memory");
}

/// What the core reads first: the top of the stack, then where to go on reset and on each exception.
struct Vectors {
  std::uint32_t* stack;
  void (*handler[15])();
};
[[gnu::section(".vectors"), gnu::used]] constinit const Vectors vectors{
    stack_top,
    {reset, fault, fault, fault, fault, fault, fault, nullptr, nullptr, nullptr, fault, fault, nullptr, fault, sys_tick}};

}  // namespace

std::intptr_t board::call_host(std::intptr_t operation, const void* argument) {
  register std::intptr_t r0 __asm__("r0") = operation;
  register const void* r1 __asm__("r1") = argument;
  __asm__ volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
  return r0;
}

void reset() {
  enable_units();
  board::start();
}

void fault() {
  board::print("motet: the core faulted\n");
  board::leave(124);
}
