// SPDX-License-Identifier: MIT
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

#include "simd/word.hpp"

// Cortex-M4F, M7 and M33: one float at a time, but up to sixteen in one load or store. The compiler does not join
// loads by itself. What solve calls often is not inlined: one copy in flash.

namespace motet::core::simd {

inline constexpr const char* row_back_end = "vfp";

inline void copy_row(std::uint32_t words, const float* from, float* to) noexcept {
  asm volatile(
      "1:\n"
      "vldmia %[from]!, {s4-s7}\n"
      "vstmia %[to]!, {s4-s7}\n"
      "subs %[words], #1\n"
      "bne 1b\n"
      : [words] "+&l"(words), [from] "+&r"(from), [to] "+&r"(to)
      :
      : "s4", "s5", "s6", "s7", "cc", "memory");
}

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

/// Not what a compiler would make of the loop, a call of a memset that goes byte by byte.
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

[[gnu::noinline]] inline float dot(std::uint32_t count, const float* a, const float* b) noexcept {
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

inline void multiply_rows(std::uint32_t rows, std::uint32_t words, const float* m, const float* v, float* out) noexcept {
  for (; rows >= 4; rows -= 4, m += 16 * words, out += 4) multiply_four_rows(words, m, v, out);
  for (; rows > 0; --rows, m += 4 * words) *out++ = dot(4 * words, m, v);
}

/// cost    for four floats of two rows of both matrices 28 instructions, of one 18; 40 more, and 21
template <std::uint32_t Apart>
inline float multiply_difference(std::uint32_t rows, std::uint32_t count, std::uint32_t stride, std::uint32_t apart,
                                 const float* x, const float* centre, const float* a, const float* offset, float* to) noexcept {
  static constexpr float zeros[16] = {};
  const float *first = a, *second = a + stride, *third = a + apart * stride, *fourth = third + stride;
  const float* further = offset + apart;
  const float *at, *from;
  std::uint32_t left;
  float spoilt = 0.0f;
  // What is needed but once a row waits in the registers of the floats.
  const auto wait = [](std::uint32_t value) { return std::bit_cast<float>(value); };
  const auto wait_at = [](const float* place) { return std::bit_cast<float>(reinterpret_cast<std::uintptr_t>(place)); };
#define MOTET_BEGIN(sums)  \
  "vmov %[at], %[zeros]\n" \
  "vldmia %[at], {" sums   \
  "}\n"                    \
  "vmov %[at], %[x]\n vmov %[from], %[centre]\n lsrs %[left], %[count], #2\n"
#define MOTET_OFF                \
  "vldmia %[at]!, {s16-s19}\n"   \
  "vldmia %[from]!, {s20-s23}\n" \
  "vsub.f32 s16, s16, s20\n vsub.f32 s17, s17, s21\n vsub.f32 s18, s18, s22\n vsub.f32 s19, s19, s23\n"
#define MOTET_TERMS(row, s0, s1, s2, s3) \
  "vldmia %[" row                        \
  "]!, {s20-s23}\n"                      \
  "vfma.f32 " s0 ", s16, s20\n vfma.f32 " s1 ", s17, s21\n vfma.f32 " s2 ", s18, s22\n vfma.f32 " s3 ", s19, s23\n"
#define MOTET_ONE_OFF(place) "vldr s16, [%[at], #" place "]\n vldr s20, [%[from], #" place "]\n vsub.f32 s16, s16, s20\n"
#define MOTET_TERM(row, place, sum) "vldr s20, [%[" row "], #" place "]\n vfma.f32 " sum ", s16, s20\n"
#define MOTET_LAST_OF_FOUR(place, s0, s4, s8, s12) \
  MOTET_ONE_OFF(place)                             \
  MOTET_TERM("first", place, s0)                   \
  MOTET_TERM("second", place, s4) MOTET_TERM("third", place, s8) MOTET_TERM("fourth", place, s12) "subs %[left], #1\n beq " \
                                                                                                  "4f\n"
#define MOTET_LAST_OF_TWO(place, s0, s4) \
  MOTET_ONE_OFF(place) MOTET_TERM("first", place, s0) MOTET_TERM("third", place, s4) "subs %[left], #1\n beq 8f\n"
#define MOTET_SUM(sum, s0, s1, s2, s3) \
  "vadd.f32 " s0 ", " s0 ", " s2 "\n vadd.f32 " s1 ", " s1 ", " s3 "\n vadd.f32 " sum ", " s0 ", " s1 "\n"
  asm volatile(
      "subs %[rows], #2\n"
      "blo 5f\n"
      "1:\n"
      MOTET_BEGIN("s0-s15")
      "beq 3f\n"
      "2:\n"
      MOTET_OFF
      MOTET_TERMS("first", "s0", "s1", "s2", "s3")
      MOTET_TERMS("second", "s4", "s5", "s6", "s7")
      MOTET_TERMS("third", "s8", "s9", "s10", "s11")
      MOTET_TERMS("fourth", "s12", "s13", "s14", "s15")
      "subs %[left], #1\n"
      "bne 2b\n"
      "3:\n"
      "ands %[left], %[count], #3\n"
      "beq 4f\n"
      MOTET_LAST_OF_FOUR("0", "s0", "s4", "s8", "s12")
      MOTET_LAST_OF_FOUR("4", "s1", "s5", "s9", "s13")
      MOTET_LAST_OF_FOUR("8", "s2", "s6", "s10", "s14")
      "4:\n"
      MOTET_SUM("s0", "s0", "s1", "s2", "s3")
      MOTET_SUM("s1", "s4", "s5", "s6", "s7")
      MOTET_SUM("s2", "s8", "s9", "s10", "s11")
      MOTET_SUM("s3", "s12", "s13", "s14", "s15")
      "vldmia %[offset]!, {s4-s5}\n"
      "vldmia %[further]!, {s6-s7}\n"
      "vadd.f32 s0, s4, s0\n vadd.f32 s1, s5, s1\n vadd.f32 s2, s6, s2\n vadd.f32 s3, s7, s3\n"
      "vstr s2, [%[to], %[apart]]\n"
      "vstr s3, [%[to], %[apart] + 4]\n"
      "vstmia %[to]!, {s0-s1}\n"
      "vfma.f32 %[spoilt], %[zero], s0\n vfma.f32 %[spoilt], %[zero], s1\n"
      "vfma.f32 %[spoilt], %[zero], s2\n vfma.f32 %[spoilt], %[zero], s3\n"
      "vmov %[left], %[skip]\n"
      "add %[first], %[left]\n add %[second], %[left]\n add %[third], %[left]\n add %[fourth], %[left]\n"
      "subs %[rows], #2\n"
      "bhs 1b\n"
      "5:\n"
      "adds %[rows], #2\n"
      "beq 9f\n"
      MOTET_BEGIN("s0-s7")
      "beq 7f\n"
      "6:\n"
      MOTET_OFF
      MOTET_TERMS("first", "s0", "s1", "s2", "s3")
      MOTET_TERMS("third", "s4", "s5", "s6", "s7")
      "subs %[left], #1\n"
      "bne 6b\n"
      "7:\n"
      "ands %[left], %[count], #3\n"
      "beq 8f\n"
      MOTET_LAST_OF_TWO("0", "s0", "s4")
      MOTET_LAST_OF_TWO("4", "s1", "s5")
      MOTET_LAST_OF_TWO("8", "s2", "s6")
      "8:\n"
      MOTET_SUM("s0", "s0", "s1", "s2", "s3")
      MOTET_SUM("s4", "s4", "s5", "s6", "s7")
      "vldr s8, [%[offset]]\n"
      "vldr s9, [%[further]]\n"
      "vadd.f32 s0, s8, s0\n vadd.f32 s4, s9, s4\n"
      "vstr s4, [%[to], %[apart]]\n"
      "vstr s0, [%[to]]\n"
      "vfma.f32 %[spoilt], %[zero], s0\n vfma.f32 %[spoilt], %[zero], s4\n"
      "9:\n"
      : [rows] "+&r"(rows), [first] "+&r"(first), [second] "+&r"(second), [third] "+&r"(third), [fourth] "+&r"(fourth),
        [offset] "+&r"(offset), [further] "+&r"(further), [to] "+&r"(to), [left] "=&r"(left), [at] "=&r"(at),
        [from] "=&r"(from), [spoilt] "+&t"(spoilt)
      : [count] "r"(count), [skip] "t"(wait(4 * (2 * stride - (count & ~3u)))), [apart] "i"(4 * Apart), [x] "t"(wait_at(x)),
        [centre] "t"(wait_at(centre)), [zeros] "t"(wait_at(zeros)), [zero] "t"(0.0f)
      : "s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11", "s12", "s13", "s14", "s15", "s16", "s17",
        "s18", "s19", "s20", "s21", "s22", "s23", "cc", "memory");
#undef MOTET_BEGIN
#undef MOTET_OFF
#undef MOTET_TERMS
#undef MOTET_ONE_OFF
#undef MOTET_TERM
#undef MOTET_LAST_OF_FOUR
#undef MOTET_LAST_OF_TWO
#undef MOTET_SUM
  return spoilt;
}

/// cost    6 instructions: one load for all coefficients
inline float horner(const float (&c)[5], float x) noexcept {
  float p;
  asm("vldmia %[c], {s8-s12}\n"
      "vfma.f32 s9, s8, %[x]\n vfma.f32 s10, s9, %[x]\n vfma.f32 s11, s10, %[x]\n vfma.f32 s12, s11, %[x]\n"
      "vmov.f32 %[p], s12\n"
      : [p] "=t"(p)
      : [c] "r"(c), [x] "t"(x), "m"(c)
      : "s8", "s9", "s10", "s11", "s12");
  return p;
}

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

inline float* sweep(std::uint32_t count, float factor, float gain, float* a, float* b) noexcept {
  asm volatile(
      "subs %[count], #4\n"
      "blo 2f\n"
      "1:\n"
      "vldmia %[a], {s4-s7}\n"
      "vldmia %[b], {s8-s11}\n"
      "vfms.f32 s4, %[factor], s8\n vfms.f32 s5, %[factor], s9\n"
      "vfms.f32 s6, %[factor], s10\n vfms.f32 s7, %[factor], s11\n"
      "vfma.f32 s8, %[gain], s4\n vfma.f32 s9, %[gain], s5\n"
      "vfma.f32 s10, %[gain], s6\n vfma.f32 s11, %[gain], s7\n"
      "vstmia %[a]!, {s4-s7}\n"
      "vstmia %[b]!, {s8-s11}\n"
      "subs %[count], #4\n"
      "bhs 1b\n"
      "2:\n"
      "lsls %[count], #31\n"  // four were taken too many; the last two bits are as they were
      "bcc 3f\n"
      "vldmia %[a], {s4-s5}\n"
      "vldmia %[b], {s8-s9}\n"
      "vfms.f32 s4, %[factor], s8\n vfms.f32 s5, %[factor], s9\n"
      "vfma.f32 s8, %[gain], s4\n vfma.f32 s9, %[gain], s5\n"
      "vstmia %[a]!, {s4-s5}\n"
      "vstmia %[b]!, {s8-s9}\n"
      "3:\n"
      "beq 4f\n"
      "vldr s4, [%[a]]\n"
      "vldr s8, [%[b]]\n"
      "vfms.f32 s4, %[factor], s8\n"
      "vfma.f32 s8, %[gain], s4\n"
      "vstr s4, [%[a]]\n"
      "vstmia %[b]!, {s8}\n"
      "4:\n"
      : [count] "+&l"(count), [a] "+&r"(a), [b] "+&r"(b)
      : [factor] "t"(factor), [gain] "t"(gain)
      : "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11", "cc", "memory");
  return b;
}

inline bool standardise(std::uint32_t count, const float* from, const float* shift, const float* scale, float limit,
                        float* to) noexcept {
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

inline bool within(std::size_t count, float limit, const float* values) noexcept {
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

}  // namespace motet::core::simd
