// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

// Cortex-M4F, M7 and M33: four floats in one load or store, as in row_vfp.hpp.

namespace motet::core::simd {

inline constexpr const char* fold_back_end = "vfp";

inline float dot_words(std::uint32_t words, const float* a, const float* b) noexcept {
  if (words == 0) return 0.0f;
  float s0, s1, s2, s3;
  asm volatile(
      "vldmia %[a]!, {s4-s7}\n"
      "vldmia %[b]!, {s8-s11}\n"
      "vmul.f32 %[s0], s4, s8\n vmul.f32 %[s1], s5, s9\n"
      "vmul.f32 %[s2], s6, s10\n vmul.f32 %[s3], s7, s11\n"
      "subs %[words], #1\n"
      "beq 2f\n"
      "1:\n"
      "vldmia %[a]!, {s4-s7}\n"
      "vldmia %[b]!, {s8-s11}\n"
      "vfma.f32 %[s0], s4, s8\n vfma.f32 %[s1], s5, s9\n"
      "vfma.f32 %[s2], s6, s10\n vfma.f32 %[s3], s7, s11\n"
      "subs %[words], #1\n"
      "bne 1b\n"
      "2:\n"
      : [words] "+&l"(words), [a] "+&r"(a), [b] "+&r"(b), [s0] "=&t"(s0), [s1] "=&t"(s1), [s2] "=&t"(s2), [s3] "=&t"(s3)
      :
      : "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11", "cc", "memory");
  return (s0 + s2) + (s1 + s3);
}

inline void shear(std::uint32_t words, float by_b, float by_a, float* a, float* b) noexcept {
  if (words == 0) return;
  asm volatile(
      "1:\n"
      "vldmia %[a], {s4-s7}\n"
      "vldmia %[b], {s8-s11}\n"
      "vldmia %[a], {s12-s15}\n"
      "vfma.f32 s4, %[by_b], s8\n vfma.f32 s5, %[by_b], s9\n"
      "vfma.f32 s6, %[by_b], s10\n vfma.f32 s7, %[by_b], s11\n"
      "vfma.f32 s8, %[by_a], s12\n vfma.f32 s9, %[by_a], s13\n"
      "vfma.f32 s10, %[by_a], s14\n vfma.f32 s11, %[by_a], s15\n"
      "vstmia %[a]!, {s4-s7}\n"
      "vstmia %[b]!, {s8-s11}\n"
      "subs %[words], #1\n"
      "bne 1b\n"
      : [words] "+&l"(words), [a] "+&r"(a), [b] "+&r"(b)
      : [by_b] "t"(by_b), [by_a] "t"(by_a)
      : "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11", "s12", "s13", "s14", "s15", "cc", "memory");
}

inline void add_words(std::uint32_t words, float factor, const float* from, float* to) noexcept {
  if (words == 0) return;
  asm volatile(
      "1:\n"
      "vldmia %[from]!, {s4-s7}\n"
      "vldmia %[to], {s8-s11}\n"
      "vfma.f32 s8, %[factor], s4\n vfma.f32 s9, %[factor], s5\n"
      "vfma.f32 s10, %[factor], s6\n vfma.f32 s11, %[factor], s7\n"
      "vstmia %[to]!, {s8-s11}\n"
      "subs %[words], #1\n"
      "bne 1b\n"
      : [words] "+&l"(words), [from] "+&r"(from), [to] "+&r"(to)
      : [factor] "t"(factor)
      : "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11", "cc", "memory");
}

inline void move_words(std::uint32_t words, float factor, float keep, const float* scale, const float* step, float* value,
                       float* carry, float* lag) noexcept {
  asm volatile(
      "1:\n"
      "vldmia %[scale]!, {s4-s7}\n"
      "vldmia %[step]!, {s8-s11}\n"
      "vldmia %[carry], {s12-s15}\n"
      "vmul.f32 s4, %[factor], s4\n vmul.f32 s5, %[factor], s5\n"
      "vmul.f32 s6, %[factor], s6\n vmul.f32 s7, %[factor], s7\n"
      "vfma.f32 s12, s4, s8\n vfma.f32 s13, s5, s9\n vfma.f32 s14, s6, s10\n vfma.f32 s15, s7, s11\n"
      "vldmia %[value], {s4-s7}\n"
      "vadd.f32 s8, s4, s12\n vadd.f32 s9, s5, s13\n vadd.f32 s10, s6, s14\n vadd.f32 s11, s7, s15\n"
      "vstmia %[value]!, {s8-s11}\n"
      "vsub.f32 s8, s8, s4\n vsub.f32 s9, s9, s5\n vsub.f32 s10, s10, s6\n vsub.f32 s11, s11, s7\n"
      "vldmia %[lag], {s4-s7}\n"
      "vsub.f32 s12, s12, s8\n vsub.f32 s13, s13, s9\n vsub.f32 s14, s14, s10\n vsub.f32 s15, s15, s11\n"
      "vstmia %[carry]!, {s12-s15}\n"
      "vsub.f32 s4, s4, s8\n vsub.f32 s5, s5, s9\n vsub.f32 s6, s6, s10\n vsub.f32 s7, s7, s11\n"
      "vmul.f32 s4, %[keep], s4\n vmul.f32 s5, %[keep], s5\n vmul.f32 s6, %[keep], s6\n vmul.f32 s7, %[keep], s7\n"
      "vstmia %[lag]!, {s4-s7}\n"
      "subs %[words], #1\n"
      "bne 1b\n"
      : [words] "+&l"(words), [scale] "+&r"(scale), [step] "+&r"(step), [value] "+&r"(value), [carry] "+&r"(carry),
        [lag] "+&r"(lag)
      : [factor] "t"(factor), [keep] "t"(keep)
      : "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11", "s12", "s13", "s14", "s15", "cc", "memory");
}

inline void clear_words(std::uint32_t words, float* to) noexcept {
  asm volatile(
      "vmov s4, %[zero]\n vmov s5, %[zero]\n vmov s6, %[zero]\n vmov s7, %[zero]\n"
      "1:\n"
      "vstmia %[to]!, {s4-s7}\n"
      "subs %[words], #1\n"
      "bne 1b\n"
      : [words] "+&l"(words), [to] "+&r"(to)
      : [zero] "r"(0)
      : "s4", "s5", "s6", "s7", "cc", "memory");
}

}  // namespace motet::core::simd
