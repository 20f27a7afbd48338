// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace motet::core::simd {

inline constexpr const char* staircase_back_end = "helium";
inline constexpr bool holds_tiles = false;

// Four words of a tile come in one load; multiply-adds and stores take turns, for the core overlaps them. q0..q3 hold the
// tile, c0..c3 are z_l y^p. The word at the front is stored last, and moves on.
#define MOTET_TILE(pairs)          \
  "vldmia %[tiles], {d0-d7}\n"     \
  "vfma.f32 q1, " pairs            \
  ", %[c1]\n"                      \
  "vfma.f32 q2, " pairs            \
  ", %[c2]\n"                      \
  "vstrw.32 q1, [%[tiles], #16]\n" \
  "vfma.f32 q3, " pairs            \
  ", %[c3]\n"                      \
  "vstrw.32 q2, [%[tiles], #32]\n" \
  "vfma.f32 q0, " pairs            \
  ", %[c0]\n"                      \
  "vstrw.32 q3, [%[tiles], #48]\n" \
  "vstrw.32 q0, [%[tiles]], #64\n"

/// cost    20 instructions for two tiles, 15 a row, 4 a word of pairs
inline void add_sample(std::uint32_t order, const float* z, float y, float* q, float* tiles) noexcept {
  std::uint32_t row = 0;
  std::uint32_t pairs = 3;  // of the rows so far, and 3
  std::uint32_t c0, c1, c2, c3;
  const float* from;
  asm volatile(
      "vmov.f32 s24, #1.0\n"  // q6 = 1, y, y^2, y^3
      "vmov.f32 s25, %[y]\n"
      "vmul.f32 s26, s25, s25\n"
      "vmul.f32 s27, s26, s25\n"
      "1:\n"
      "ldr %[c0], [%[z], %[row], lsl #2]\n"  // z_l
      "add %[c1], %[base], %[pairs], lsl #2\n"
      "mov %[from], %[z]\n"
      "adds %[row], #1\n"
      "dlstp.32 lr, %[row]\n"
      "2:\n"  // q_(i,l) = z_i z_l, i <= l
      "vldrw.u32 q0, [%[from]], #16\n"
      "vmul.f32 q0, q0, %[c0]\n"
      "vstrw.32 q0, [%[c1]], #16\n"
      "letp lr, 2b\n"
      "vmul.f32 q0, q6, %[c0]\n"
      "vmov %[c0], %[c2], q0[2], q0[0]\n"
      "vmov %[c1], %[c3], q0[3], q0[1]\n"
      "add %[pairs], %[row]\n"
      "add %[from], %[base], #12\n"
      "lsrs lr, %[pairs], #3\n"  // the pairs of tiles in the row; carry: an odd one, which comes first
      "bcc 3f\n"
      "vldrw.u32 q4, [%[from]], #16\n" MOTET_TILE("q4")
      "3:\n"
      "wls lr, lr, 5f\n"
      "4:\n"
      "vldmia %[from]!, {d8-d11}\n" MOTET_TILE("q4") MOTET_TILE("q5")
      "le lr, 4b\n"
      "5:\n"
      "cmp %[row], %[order]\n"
      "bne 1b\n"
      : [row] "+&l"(row), [pairs] "+&r"(pairs), [tiles] "+&r"(tiles), [from] "=&r"(from), [c0] "=&r"(c0), [c1] "=&r"(c1),
        [c2] "=&r"(c2), [c3] "=&r"(c3)
      : [order] "r"(order), [z] "r"(z), [base] "r"(reinterpret_cast<std::uintptr_t>(q) - 12), [y] "t"(y)
      : "q0", "q1", "q2", "q3", "q4", "q5", "q6", "lr", "cc", "memory");
}
#undef MOTET_TILE

}  // namespace motet::core::simd
