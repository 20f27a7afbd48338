// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace motet::core::simd {

inline constexpr const char* staircase_back_end = "vfp";
inline constexpr bool holds_tiles = false;

// Sixteen floats in one load, sixteen multiply-adds, one store. s0..s3 hold z_l y^p.
#define MOTET_TILE(q0, q1, q2, q3)                   \
  "vldmia %[tiles], {s12-s27}\n"                     \
  "vfma.f32 s12, s0, " q0 "\n vfma.f32 s13, s0, " q1 \
  "\n"                                               \
  "vfma.f32 s14, s0, " q2 "\n vfma.f32 s15, s0, " q3 \
  "\n"                                               \
  "vfma.f32 s16, s1, " q0 "\n vfma.f32 s17, s1, " q1 \
  "\n"                                               \
  "vfma.f32 s18, s1, " q2 "\n vfma.f32 s19, s1, " q3 \
  "\n"                                               \
  "vfma.f32 s20, s2, " q0 "\n vfma.f32 s21, s2, " q1 \
  "\n"                                               \
  "vfma.f32 s22, s2, " q2 "\n vfma.f32 s23, s2, " q3 \
  "\n"                                               \
  "vfma.f32 s24, s3, " q0 "\n vfma.f32 s25, s3, " q1 \
  "\n"                                               \
  "vfma.f32 s26, s3, " q2 "\n vfma.f32 s27, s3, " q3 \
  "\n"                                               \
  "vstmia %[tiles]!, {s12-s27}\n"

/// cost    39 instructions for two tiles, 15 a row, 8 a word of pairs
inline void add_sample(std::uint32_t order, const float* z, float y, float* q, float* tiles) noexcept {
  const float square = y * y;
  const float cube = square * y;
  std::uint32_t row = 0;
  std::uint32_t pairs = 3;  // of the rows so far, and 3
  const float* factor = z;
  std::uint32_t count;
  const float* from;
  float* to;
  asm volatile(
      "1:\n"
      "vldmia %[factor]!, {s0}\n"  // z_l
      "add %[to], %[base], %[pairs], lsl #2\n"
      "mov %[from], %[z]\n"
      "lsrs %[count], %[row], #2\n"
      "2:\n"  // q_(i,l) = z_i z_l in whole words: what one column writes too far, the next one overwrites
      "vldmia %[from]!, {s4-s7}\n"
      "vmul.f32 s4, s4, s0\n vmul.f32 s5, s5, s0\n vmul.f32 s6, s6, s0\n vmul.f32 s7, s7, s0\n"
      "vstmia %[to]!, {s4-s7}\n"
      "subs %[count], #1\n"
      "bpl 2b\n"
      "adds %[row], #1\n"
      "vmul.f32 s1, s0, %[y]\n vmul.f32 s2, s0, %[square]\n vmul.f32 s3, s0, %[cube]\n"
      "add %[pairs], %[row]\n"
      "add %[from], %[base], #12\n"
      "lsrs %[count], %[pairs], #3\n"  // the pairs of tiles in the row; carry: an odd one, which comes first
      "bcc 3f\n"
      "vldmia %[from]!, {s4-s7}\n" MOTET_TILE("s4", "s5", "s6", "s7")
      "3:\n"
      "beq 5f\n"  // the flags are still those of the shift
      "4:\n"
      "vldmia %[from]!, {s4-s11}\n" MOTET_TILE("s4", "s5", "s6", "s7") MOTET_TILE("s8", "s9", "s10", "s11")
      "subs %[count], #1\n"
      "bne 4b\n"
      "5:\n"
      "cmp %[row], %[order]\n"
      "bne 1b\n"
      : [row] "+&l"(row), [pairs] "+&r"(pairs), [factor] "+&r"(factor), [tiles] "+&r"(tiles), [count] "=&l"(count),
        [from] "=&r"(from), [to] "=&r"(to)
      : [order] "r"(order), [z] "r"(z), [base] "r"(reinterpret_cast<std::uintptr_t>(q) - 12), [y] "t"(y),
        [square] "t"(square), [cube] "t"(cube)
      : "s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11", "s12", "s13", "s14", "s15", "s16", "s17",
        "s18", "s19", "s20", "s21", "s22", "s23", "s24", "s25", "s26", "s27", "cc", "memory");
}

inline void add_second(std::uint32_t order, const float* z, float y, float* tiles) noexcept {
  const float square = y * y;
  const float cube = square * y;
  const float* factor = z;
  for (std::uint32_t l = 0; l < order; ++l) {
    const float* from = z;
    std::uint32_t count = l / 4 + 1;
    asm volatile(
        "vldmia %[factor]!, {s0}\n"
        "vmul.f32 s1, s0, %[y]\n vmul.f32 s2, s0, %[square]\n vmul.f32 s3, s0, %[cube]\n"
        "1:\n"
        "vldmia %[from]!, {s4-s7}\n" MOTET_TILE("s4", "s5", "s6", "s7")
        "subs %[count], #1\n"
        "bne 1b\n"
        : [factor] "+&l"(factor), [from] "+&l"(from), [count] "+&l"(count), [tiles] "+&l"(tiles)
        : [y] "t"(y), [square] "t"(square), [cube] "t"(cube)
        : "s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7", "s12", "s13", "s14", "s15", "s16", "s17", "s18", "s19", "s20", "s21",
          "s22", "s23", "s24", "s25", "s26", "s27", "cc", "memory");
  }
}
#undef MOTET_TILE

}  // namespace motet::core::simd
