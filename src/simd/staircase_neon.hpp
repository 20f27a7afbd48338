// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace motet::core::simd {

inline constexpr const char* staircase_back_end = "neon";
inline constexpr bool holds_tiles = true;

// AArch64 moves four registers at a time; compilers copy them first. v17 holds z_l y^p.
#define MOTET_TILE(pairs)             \
  "ld1 {v20.4s-v23.4s}, [%[tiles]]\n" \
  "fmla v20.4s, " pairs               \
  ".4s, v17.s[0]\n"                   \
  "fmla v21.4s, " pairs               \
  ".4s, v17.s[1]\n"                   \
  "fmla v22.4s, " pairs               \
  ".4s, v17.s[2]\n"                   \
  "fmla v23.4s, " pairs               \
  ".4s, v17.s[3]\n"                   \
  "st1 {v20.4s-v23.4s}, [%[tiles]], #64\n"
#define MOTET_FOUR_TILES MOTET_TILE("v0") MOTET_TILE("v1") MOTET_TILE("v2") MOTET_TILE("v3")
#define MOTET_SIX_TILES MOTET_FOUR_TILES MOTET_TILE("v4") MOTET_TILE("v5")
#define MOTET_ROW(factor) "fmul v17.4s, v18.4s, " factor "\n"

/// The first four rows and the next four, whose pairs stay in registers, have no loops.
///
/// cost    57 and 180 instructions for 7 and 26 tiles; further rows 27 for four tiles, 17 a row, 3 to 5 a word of pairs
inline void add_sample(std::uint32_t order, const float* z, float y, float* q, float* tiles) noexcept {
  std::uint64_t row = 0;
  std::uint64_t pairs = 3;  // of the rows so far, and 3
  const float* factor = z;
  std::uint64_t count;
  const float* from;
  float* to;
  asm volatile(
      "fmov v18.4s, #1.0\n"  // 1, y, y^2, y^3
      "fmul s19, %s[y], %s[y]\n"
      "fmul s20, s19, %s[y]\n"
      "mov v18.s[1], %[y].s[0]\n"
      "mov v18.s[2], v19.s[0]\n"
      "mov v18.s[3], v20.s[0]\n"
      "cmp %[order], #4\n"
      "b.lo 1f\n"
      "ldr q24, [%[z]]\n"
      "add %[to], %[base], #12\n"
      "fmul v0.4s, v24.4s, v24.s[0]\n str q0, [%[to]]\n"
      "fmul v1.4s, v24.4s, v24.s[1]\n str q1, [%[to], #4]\n"
      "fmul v2.4s, v24.4s, v24.s[2]\n str q2, [%[to], #12]\n"
      "fmul v3.4s, v24.4s, v24.s[3]\n str q3, [%[to], #24]\n"
      "ldp q0, q1, [%[to]]\n"
      "ldr q2, [%[to], #32]\n"
      MOTET_ROW("v24.s[0]") MOTET_TILE("v0")
      MOTET_ROW("v24.s[1]") MOTET_TILE("v0")
      MOTET_ROW("v24.s[2]") MOTET_TILE("v0") MOTET_TILE("v1")
      MOTET_ROW("v24.s[3]") MOTET_TILE("v0") MOTET_TILE("v1") MOTET_TILE("v2")
      "mov %[row], #4\n"
      "mov %[pairs], #13\n"
      "add %[factor], %[z], #16\n"
      "cmp %[order], #8\n"
      "b.lo 9f\n"
      "ldr q25, [%[factor]], #16\n"
      "fmul v3.4s, v24.4s, v25.s[0]\n fmul v4.4s, v25.4s, v25.s[0]\n str q3, [%[to], #40]\n str q4, [%[to], #56]\n"
      "fmul v3.4s, v24.4s, v25.s[1]\n fmul v4.4s, v25.4s, v25.s[1]\n str q3, [%[to], #60]\n str q4, [%[to], #76]\n"
      "fmul v3.4s, v24.4s, v25.s[2]\n fmul v4.4s, v25.4s, v25.s[2]\n str q3, [%[to], #84]\n str q4, [%[to], #100]\n"
      "fmul v3.4s, v24.4s, v25.s[3]\n fmul v4.4s, v25.4s, v25.s[3]\n stp q3, q4, [%[to], #112]\n"
      "ldp q2, q3, [%[to], #32]\n"
      "ldp q4, q5, [%[to], #64]\n"
      "ldp q6, q7, [%[to], #96]\n"
      "ldr q16, [%[to], #128]\n"
      MOTET_ROW("v25.s[0]") MOTET_FOUR_TILES
      MOTET_ROW("v25.s[1]") MOTET_SIX_TILES
      MOTET_ROW("v25.s[2]") MOTET_SIX_TILES MOTET_TILE("v6")
      MOTET_ROW("v25.s[3]") MOTET_SIX_TILES MOTET_TILE("v6") MOTET_TILE("v7") MOTET_TILE("v16")
      "mov %[row], #8\n"
      "mov %[pairs], #39\n"
      "9:\n"
      "cmp %[row], %[order]\n"
      "b.eq 10f\n"
      "1:\n"
      "ldr s16, [%[factor]], #4\n"  // z_l
      // q_(i,l) = z_i z_l in whole words: what one column writes too far, the next one overwrites
      "add %[to], %[base], %[pairs], lsl #2\n"
      "mov %[from], %[z]\n"
      "lsr %[count], %[row], #2\n"
      "tbnz %[count], #0, 2f\n"  // an odd word first
      "ldr q0, [%[from]], #16\n"
      "fmul v0.4s, v0.4s, v16.s[0]\n"
      "str q0, [%[to]], #16\n"
      "2:\n"
      "cmp %[from], %[factor]\n"
      "b.hs 4f\n"
      "3:\n"
      "ldp q0, q1, [%[from]], #32\n"
      "fmul v0.4s, v0.4s, v16.s[0]\n"
      "fmul v1.4s, v1.4s, v16.s[0]\n"
      "stp q0, q1, [%[to]], #32\n"
      "cmp %[from], %[factor]\n"
      "b.lo 3b\n"
      "4:\n"
      "add %[row], %[row], #1\n"
      MOTET_ROW("v16.s[0]")
      "add %[pairs], %[pairs], %[row]\n"
      "add %[from], %[base], #12\n"
      // bits of pairs: fours of tiles in the row, then two, then one
      "lsr %[count], %[pairs], #4\n"
      "cbz %[count], 6f\n"
      "5:\n"
      "ld1 {v0.4s-v3.4s}, [%[from]], #64\n" MOTET_FOUR_TILES
      "subs %[count], %[count], #1\n"
      "b.ne 5b\n"
      "6:\n"
      "tbz %[pairs], #3, 7f\n"
      "ldp q0, q1, [%[from]], #32\n" MOTET_TILE("v0") MOTET_TILE("v1")
      "7:\n"
      "tbz %[pairs], #2, 8f\n"
      "ldr q0, [%[from]]\n" MOTET_TILE("v0")
      "8:\n"
      "cmp %[row], %[order]\n"
      "b.ne 1b\n"
      "10:\n"
      : [row] "+&r"(row), [pairs] "+&r"(pairs), [factor] "+&r"(factor), [tiles] "+&r"(tiles), [count] "=&r"(count),
        [from] "=&r"(from), [to] "=&r"(to)
      : [order] "r"(std::uint64_t{order}), [z] "r"(z), [base] "r"(reinterpret_cast<std::uintptr_t>(q) - 12), [y] "w"(y)
      : "v0", "v1", "v2", "v3", "v4", "v5", "v6", "v7", "v16", "v17", "v18", "v19", "v20", "v21",
        "v22", "v23", "v24", "v25", "cc", "memory");
}
#undef MOTET_TILE
#undef MOTET_FOUR_TILES
#undef MOTET_SIX_TILES
#undef MOTET_ROW

}  // namespace motet::core::simd
