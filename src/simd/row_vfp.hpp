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

struct Two {
  float first, second;
};

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

/// to_i = value; not what a compiler would make of the loop, a call of a memset that goes byte by byte.
///
/// cost    3 instructions for four floats
[[gnu::noinline]] inline void fill(std::uint32_t count, float value, float* to) noexcept {
  asm volatile(
      "vmov.f32 s4, %[value]\n vmov.f32 s5, %[value]\n vmov.f32 s6, %[value]\n vmov.f32 s7, %[value]\n"
      "subs %[count], #4\n"
      "bmi 2f\n"
      "1:\n"
      "vstmia %[to]!, {s4-s7}\n"
      "subs %[count], #4\n"
      "bpl 1b\n"
      "2:\n"
      "adds %[count], #4\n"
      "beq 4f\n"
      "3:\n"
      "vstmia %[to]!, {s4}\n"
      "subs %[count], #1\n"
      "bne 3b\n"
      "4:\n"
      : [count] "+&l"(count), [to] "+&r"(to)
      : [value] "t"(value)
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

/// Four rows of multiply_rows.
///
/// cost    23 instructions a word of v, 33 more
[[gnu::noinline]] inline void multiply_four_rows(std::uint32_t words, const float* m, const float* v, float* out) noexcept {
  static constexpr float zeros[16] = {};
  const float* second = m + 4 * words;
  const float* third = second + 4 * words;
  const float* fourth = third + 4 * words;
  asm volatile(
      "vldmia %[zeros], {s16-s31}\n"
      "1:\n"
      "vldmia %[v]!, {s0-s3}\n"
      "vldmia %[first]!, {s4-s7}\n"
      "vldmia %[second]!, {s8-s11}\n"
      "vfma.f32 s16, s4, s0\n vfma.f32 s17, s5, s1\n vfma.f32 s18, s6, s2\n vfma.f32 s19, s7, s3\n"
      "vldmia %[third]!, {s4-s7}\n"
      "vfma.f32 s20, s8, s0\n vfma.f32 s21, s9, s1\n vfma.f32 s22, s10, s2\n vfma.f32 s23, s11, s3\n"
      "vldmia %[fourth]!, {s8-s11}\n"
      "vfma.f32 s24, s4, s0\n vfma.f32 s25, s5, s1\n vfma.f32 s26, s6, s2\n vfma.f32 s27, s7, s3\n"
      "vfma.f32 s28, s8, s0\n vfma.f32 s29, s9, s1\n vfma.f32 s30, s10, s2\n vfma.f32 s31, s11, s3\n"
      "subs %[words], #1\n"
      "bne 1b\n"
      "vadd.f32 s16, s16, s18\n vadd.f32 s17, s17, s19\n vadd.f32 s20, s20, s22\n vadd.f32 s21, s21, s23\n"
      "vadd.f32 s24, s24, s26\n vadd.f32 s25, s25, s27\n vadd.f32 s28, s28, s30\n vadd.f32 s29, s29, s31\n"
      "vadd.f32 s0, s16, s17\n vadd.f32 s1, s20, s21\n vadd.f32 s2, s24, s25\n vadd.f32 s3, s28, s29\n"
      "vstmia %[out], {s0-s3}\n"
      :
      [words] "+&l"(words), [v] "+&r"(v), [first] "+&r"(m), [second] "+&r"(second), [third] "+&r"(third), [fourth] "+&r"(fourth)
      : [zeros] "r"(zeros), [out] "r"(out), "m"(zeros)
      : "s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11", "s16", "s17", "s18", "s19", "s20", "s21",
        "s22", "s23", "s24", "s25", "s26", "s27", "s28", "s29", "s30", "s31", "cc", "memory");
}

/// out_i = sum_j m_(i,j) v_j over `rows` rows of `words` words, one behind the other: each as dot has it.
inline void multiply_rows(std::uint32_t rows, std::uint32_t words, const float* m, const float* v, float* out) noexcept {
  for (; rows >= 4; rows -= 4, m += 16 * words, out += 4) multiply_four_rows(words, m, v, out);
  for (; rows > 0; --rows, m += 4 * words) *out++ = dot(4 * words, m, v);
}

/// a'(x - centre) and b'(x - centre) over `count` floats, each summed as dot does; reads no float beyond.
[[nodiscard]] inline Two dot_difference(std::uint32_t count, const float* x, const float* centre, const float* a,
                                        const float* b) noexcept {
  static constexpr float zeros[8] = {};
  std::uint32_t words = count / 4;
  Two sums;
  asm volatile(
      "vldmia %[zeros], {s0-s7}\n"
      "cbz %[words], 2f\n"
      "1:\n"
      "vldmia %[x]!, {s8-s11}\n"
      "vldmia %[centre]!, {s12-s15}\n"
      "vsub.f32 s8, s8, s12\n vsub.f32 s9, s9, s13\n vsub.f32 s10, s10, s14\n vsub.f32 s11, s11, s15\n"
      "vldmia %[a]!, {s12-s15}\n"
      "vfma.f32 s0, s8, s12\n vfma.f32 s1, s9, s13\n vfma.f32 s2, s10, s14\n vfma.f32 s3, s11, s15\n"
      "vldmia %[b]!, {s12-s15}\n"
      "vfma.f32 s4, s8, s12\n vfma.f32 s5, s9, s13\n vfma.f32 s6, s10, s14\n vfma.f32 s7, s11, s15\n"
      "subs %[words], #1\n"
      "bne 1b\n"
      "2:\n"
      "ands %[count], #3\n"
      "beq 3f\n"
#define MOTET_LAST(at, lane, other)                       \
  "vldr s8, [%[x], #" at "]\n vldr s12, [%[centre], #" at \
  "]\n vsub.f32 s8, s8, s12\n"                            \
  "vldr s12, [%[a], #" at "]\n vfma.f32 " lane            \
  ", s8, s12\n"                                           \
  "vldr s12, [%[b], #" at "]\n vfma.f32 " other           \
  ", s8, s12\n"                                           \
  "subs %[count], #1\n beq 3f\n"
      MOTET_LAST("0", "s0", "s4") MOTET_LAST("4", "s1", "s5") MOTET_LAST("8", "s2", "s6")
#undef MOTET_LAST
          "3:\n"
          "vadd.f32 s0, s0, s2\n vadd.f32 s1, s1, s3\n vadd.f32 s4, s4, s6\n vadd.f32 s5, s5, s7\n"
          "vadd.f32 %[first], s0, s1\n vadd.f32 %[second], s4, s5\n"
      : [words] "+&l"(words), [count] "+&r"(count), [x] "+&r"(x), [centre] "+&r"(centre), [a] "+&r"(a), [b] "+&r"(b),
        [first] "=&t"(sums.first), [second] "=&t"(sums.second)
      : [zeros] "r"(zeros), "m"(zeros)
      : "s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11", "s12", "s13", "s14", "s15", "cc", "memory");
  return sums;
}

/// to_i += factor from_i over `count` floats; touches no float beyond.
///
/// cost    17 instructions for twelve floats, 8 for four
[[gnu::noinline]] inline void add_scaled(std::uint32_t count, float factor, const float* from, float* to) noexcept {
  asm volatile(
      "subs %[count], #12\n"
      "blo 2f\n"
      "1:\n"
      "vldmia %[from]!, {s4-s15}\n"
      "vldmia %[to], {s16-s27}\n"
      "vfma.f32 s16, %[factor], s4\n vfma.f32 s17, %[factor], s5\n vfma.f32 s18, %[factor], s6\n"
      "vfma.f32 s19, %[factor], s7\n vfma.f32 s20, %[factor], s8\n vfma.f32 s21, %[factor], s9\n"
      "vfma.f32 s22, %[factor], s10\n vfma.f32 s23, %[factor], s11\n vfma.f32 s24, %[factor], s12\n"
      "vfma.f32 s25, %[factor], s13\n vfma.f32 s26, %[factor], s14\n vfma.f32 s27, %[factor], s15\n"
      "vstmia %[to]!, {s16-s27}\n"
      "subs %[count], #12\n"
      "bhs 1b\n"
      "2:\n"
      "adds %[count], #8\n"  // twelve were taken too many: four fewer than are left
      "bmi 4f\n"
      "3:\n"
      "vldmia %[from]!, {s4-s7}\n"
      "vldmia %[to], {s8-s11}\n"
      "vfma.f32 s8, %[factor], s4\n vfma.f32 s9, %[factor], s5\n"
      "vfma.f32 s10, %[factor], s6\n vfma.f32 s11, %[factor], s7\n"
      "vstmia %[to]!, {s8-s11}\n"
      "subs %[count], #4\n"
      "bpl 3b\n"
      "4:\n"
      "adds %[count], #4\n"
      : [count] "+&l"(count), [from] "+&r"(from), [to] "+&r"(to)
      : [factor] "t"(factor)
      : "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11", "s12", "s13", "s14", "s15", "s16", "s17", "s18", "s19", "s20", "s21",
        "s22", "s23", "s24", "s25", "s26", "s27", "cc", "memory");
  for (; count > 0; --count, ++from, ++to) *to = fused(factor, *from, *to);
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
