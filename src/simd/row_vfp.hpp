// SPDX-License-Identifier: MIT
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

#include "simd/word.hpp"

// Cortex-M4F, M7 and M33: one float at a time, but up to sixteen in one load or store. The compiler does not join
// loads by itself. What solve calls often is not inlined: one copy in flash.

namespace motet::simd {

inline constexpr const char* row_back_end = "vfp";

/// to_i = factor from_i over `words` words, at least one.
inline void scale_row(std::uint32_t words, float factor, const float* from, float* to) noexcept {
  asm volatile(
      "1:\n"
      "vldmia %[from]!, {s4-s7}\n"
      "vmul.f32 s4, s4, %[factor]\n vmul.f32 s5, s5, %[factor]\n"
      "vmul.f32 s6, s6, %[factor]\n vmul.f32 s7, s7, %[factor]\n"
      "vstmia %[to]!, {s4-s7}\n"
      "subs %[words], #1\n"
      "bne 1b\n"
      : [words] "+&l"(words), [from] "+&r"(from), [to] "+&r"(to)
      : [factor] "t"(factor)
      : "s4", "s5", "s6", "s7", "cc", "memory");
}

/// sum_i a_i b_i over `count` floats; reads no float beyond.
///
/// error   four running sums, one rounding a term, summed as the word's law says
[[nodiscard]] [[gnu::noinline]] inline float dot(std::uint32_t count, const float* a, const float* b) noexcept {
  float s0 = 0.0f, s1 = 0.0f, s2 = 0.0f, s3 = 0.0f;
  if (std::uint32_t words = count / 4; words != 0) {
    asm volatile(
        "1:\n"
        "vldmia %[a]!, {s4-s7}\n"
        "vldmia %[b]!, {s8-s11}\n"
        "vfma.f32 %[s0], s4, s8\n vfma.f32 %[s1], s5, s9\n"
        "vfma.f32 %[s2], s6, s10\n vfma.f32 %[s3], s7, s11\n"
        "subs %[words], #1\n"
        "bne 1b\n"
        : [words] "+&l"(words), [a] "+&r"(a), [b] "+&r"(b), [s0] "+&t"(s0), [s1] "+&t"(s1), [s2] "+&t"(s2), [s3] "+&t"(s3)
        :
        : "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11", "cc", "memory");
  }
  if ((count & 3u) > 0) s0 = fused(a[0], b[0], s0);
  if ((count & 3u) > 1) s1 = fused(a[1], b[1], s1);
  if ((count & 3u) > 2) s2 = fused(a[2], b[2], s2);
  return (s0 + s2) + (s1 + s3);
}

/// to_i += factor from_i over `count` floats; touches no float beyond.
[[gnu::noinline]] inline void add_scaled(std::uint32_t count, float factor, const float* from, float* to) noexcept {
  if (std::uint32_t words = count / 4; words != 0) {
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
  for (count &= 3u; count > 0; --count, ++from, ++to) *to = fused(factor, *from, *to);
}

/// to_i = (from_i - shift_i) scale_i over `count` floats, and whether |to_i| <= limit for all of them; a NaN is not.
/// `from` alone is not read beyond: whole words of the others may be, and `to` is written in whole words.
[[nodiscard]] inline bool standardise(std::uint32_t count, const float* from, const float* shift, const float* scale,
                                      float limit, float* to) noexcept {
  const std::uint32_t most = std::bit_cast<std::uint32_t>(limit) << 1;  // see within
  std::uint32_t good = 0;                                               // words, then floats
  const std::uint32_t wanted = count / 4 + count % 4;
  if (std::uint32_t words = count / 4; words != 0) {
    std::uint32_t a, b, c, d;
    asm volatile(
        "1:\n"
        "vldmia %[from]!, {s4-s7}\n"
        "vldmia %[shift]!, {s8-s11}\n"
        "vldmia %[scale]!, {s12-s15}\n"
        "vsub.f32 s4, s4, s8\n vsub.f32 s5, s5, s9\n vsub.f32 s6, s6, s10\n vsub.f32 s7, s7, s11\n"
        "vmul.f32 s4, s4, s12\n vmul.f32 s5, s5, s13\n vmul.f32 s6, s6, s14\n vmul.f32 s7, s7, s15\n"
        "vmov %[a], %[b], s4, s5\n"
        "vmov %[c], %[d], s6, s7\n"
        "vstmia %[to]!, {s4-s7}\n"
        "cmp %[most], %[a], lsl #1\n"
        "ittt hs\n"
        "cmphs %[most], %[b], lsl #1\n"
        "cmphs %[most], %[c], lsl #1\n"
        "cmphs %[most], %[d], lsl #1\n"
        "adc %[good], #0\n"  // carry: none is above
        "subs %[words], #1\n"
        "bne 1b\n"
        : [words] "+&r"(words), [from] "+&r"(from), [shift] "+&r"(shift), [scale] "+&r"(scale), [to] "+&r"(to),
          [good] "+&r"(good), [a] "=&r"(a), [b] "=&r"(b), [c] "=&r"(c), [d] "=&r"(d)
        : [most] "r"(most)
        : "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11", "s12", "s13", "s14", "s15", "cc", "memory");
  }
  for (count &= 3u; count > 0; --count) {
    *to = (*from++ - *shift++) * *scale++;
    good += std::bit_cast<std::uint32_t>(*to++) << 1 <= most ? 1u : 0u;
  }
  return good == wanted;
}

/// Whether |v_i| <= limit for all of `count` floats; a NaN is not.
[[nodiscard]] inline bool within(std::size_t count, float limit, const float* values) noexcept {
  // Without its sign bit a float is ordered as its bits are, and NaN lies above infinity.
  const std::uint32_t most = std::bit_cast<std::uint32_t>(limit) << 1;
  std::uint32_t words = count / 4;
  if (words != 0) {
    asm volatile(
        "1:\n"
        "ldmia %[values]!, {r4, r5, r6, r8}\n"
        "cmp %[most], r4, lsl #1\n"
        "ittt hs\n"
        "cmphs %[most], r5, lsl #1\n"
        "cmphs %[most], r6, lsl #1\n"
        "cmphs %[most], r8, lsl #1\n"
        "blo 2f\n"
        "subs %[words], #1\n"
        "bne 1b\n"
        "2:\n"
        : [words] "+&l"(words), [values] "+&r"(values)
        : [most] "r"(most)
        : "r4", "r5", "r6", "r8", "cc", "memory");
    if (words != 0) return false;
  }
  for (count &= 3u; count > 0; --count) {
    if (std::bit_cast<std::uint32_t>(*values++) << 1 > most) return false;
  }
  return true;
}

}  // namespace motet::simd
