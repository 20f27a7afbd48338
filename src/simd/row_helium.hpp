// SPDX-License-Identifier: MIT
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

#include "simd/word.hpp"

// Cortex-M55: loops that count floats. The last turn of wlstp and letp touches only the lanes that are left, so there
// are no tails. What solve calls often is not inlined: one copy in flash.

namespace motet::core::simd {

inline constexpr const char* row_back_end = "helium";

inline void copy_row(std::uint32_t words, const float* from, float* to) noexcept {
  asm volatile(
      "dlstp.32 lr, %[count]\n"
      "1:\n"
      "vldrw.u32 q0, [%[from]], #16\n"
      "vstrw.32 q0, [%[to]], #16\n"
      "letp lr, 1b\n"
      : [from] "+&r"(from), [to] "+&r"(to)
      : [count] "r"(4 * words)
      : "q0", "lr", "cc", "memory");
}

inline void scale_row(std::uint32_t words, float factor, const float* from, float* to) noexcept {
  asm volatile(
      "dlstp.32 lr, %[count]\n"
      "1:\n"
      "vldrw.u32 q0, [%[from]], #16\n"
      "vmul.f32 q0, q0, %[factor]\n"
      "vstrw.32 q0, [%[to]], #16\n"
      "letp lr, 1b\n"
      : [from] "+&r"(from), [to] "+&r"(to)
      : [count] "r"(4 * words), [factor] "r"(factor)
      : "q0", "lr", "cc", "memory");
}

[[gnu::noinline]] inline void fill(std::uint32_t count, float value, float* to) noexcept {
  const float32x4_t values = vdupq_n_f32(value);
  asm volatile(
      "wlstp.32 lr, %[count], 2f\n"
      "1:\n"
      "vstrw.32 %q[values], [%[to]], #16\n"
      "letp lr, 1b\n"
      "2:\n"
      : [to] "+&r"(to)
      : [count] "r"(count), [values] "w"(values)
      : "lr", "cc", "memory");
}

[[gnu::noinline]] inline float dot(std::uint32_t count, const float* a, const float* b) noexcept {
  float32x4_t sums = vdupq_n_f32(0.0f);
  asm volatile(
      "wlstp.32 lr, %[count], 2f\n"
      "1:\n"
      "vldrw.u32 q1, [%[a]], #16\n"
      "vldrw.u32 q2, [%[b]], #16\n"
      "vfma.f32 %q[sums], q1, q2\n"
      "letp lr, 1b\n"
      "2:\n"
      : [a] "+&r"(a), [b] "+&r"(b), [sums] "+&w"(sums)
      : [count] "r"(count)
      : "q1", "q2", "lr", "cc", "memory");
  return sum({sums});
}

inline void multiply_rows(std::uint32_t rows, std::uint32_t words, const float* m, const float* v, float* out) noexcept {
  for (; rows > 0; --rows, m += 4 * words) *out++ = dot(4 * words, m, v);
}

template <std::uint32_t Apart>
inline float multiply_difference(std::uint32_t rows, std::uint32_t count, std::uint32_t stride, std::uint32_t apart,
                                 const float* x, const float* centre, const float* a, const float* offset, float* to) noexcept {
  float spoilt = 0.0f;
  const std::uint32_t gap = apart * stride;
  for (const float* end = to + rows; to != end; ++to, ++offset, a += stride) {
    float32x4_t first = vdupq_n_f32(0.0f);
    float32x4_t second = first;
    const float *at = x, *from = centre, *row = a, *other = a + gap;
    asm volatile(
        "wlstp.32 lr, %[count], 2f\n"
        "1:\n"
        "vldrw.u32 q2, [%[at]], #16\n"
        "vldrw.u32 q3, [%[from]], #16\n"
        "vsub.f32 q2, q2, q3\n"
        "vldrw.u32 q3, [%[row]], #16\n"
        "vfma.f32 %q[first], q2, q3\n"
        "vldrw.u32 q3, [%[other]], #16\n"
        "vfma.f32 %q[second], q2, q3\n"
        "letp lr, 1b\n"
        "2:\n"
        :
        [at] "+&r"(at), [from] "+&r"(from), [row] "+&r"(row), [other] "+&r"(other), [first] "+&w"(first), [second] "+&w"(second)
        : [count] "r"(count)
        : "q2", "q3", "lr", "cc", "memory");
    to[0] = offset[0] + sum({first});
    to[Apart] = offset[apart] + sum({second});
    spoilt = fused(0.0f, to[0], fused(0.0f, to[Apart], spoilt));
  }
  return spoilt;
}

inline float horner(const float (&c)[5], float x) noexcept {
  return fused(fused(fused(fused(c[0], x, c[1]), x, c[2]), x, c[3]), x, c[4]);
}

[[gnu::noinline]] inline void add_scaled(std::uint32_t count, float factor, const float* from, float* to) noexcept {
  asm volatile(
      "wlstp.32 lr, %[count], 2f\n"
      "1:\n"
      "vldrw.u32 q0, [%[from]], #16\n"
      "vldrw.u32 q1, [%[to]]\n"
      "vfma.f32 q1, q0, %[factor]\n"
      "vstrw.32 q1, [%[to]], #16\n"
      "letp lr, 1b\n"
      "2:\n"
      : [from] "+&r"(from), [to] "+&r"(to)
      : [count] "r"(count), [factor] "r"(factor)
      : "q0", "q1", "lr", "cc", "memory");
}

inline float* sweep(std::uint32_t count, float factor, float gain, float* a, float* b) noexcept {
  float* at = b;
  asm volatile(
      "wlstp.32 lr, %[count], 2f\n"
      "1:\n"
      "vldrw.u32 q0, [%[a]]\n"
      "vldrw.u32 q1, [%[at]]\n"
      "vfma.f32 q0, q1, %[back]\n"
      "vfma.f32 q1, q0, %[gain]\n"
      "vstrw.32 q0, [%[a]], #16\n"
      "vstrw.32 q1, [%[at]], #16\n"
      "letp lr, 1b\n"
      "2:\n"
      : [a] "+&r"(a), [at] "+&r"(at)
      : [count] "r"(count), [back] "r"(-factor), [gain] "r"(gain)
      : "q0", "q1", "lr", "cc", "memory");
  return b + count;
}

inline bool standardise(std::uint32_t count, const float* from, const float* shift, const float* scale, float limit,
                        float* to) noexcept {
  std::uint32_t largest = 0;  // without its sign bit a float is ordered as its bits are, and NaN lies above infinity
  asm volatile(
      "wlstp.32 lr, %[count], 2f\n"
      "1:\n"
      "vldrw.u32 q0, [%[from]], #16\n"
      "vldrw.u32 q1, [%[shift]], #16\n"
      "vldrw.u32 q2, [%[scale]], #16\n"
      "vsub.f32 q0, q0, q1\n"
      "vmul.f32 q0, q0, q2\n"
      "vstrw.32 q0, [%[to]], #16\n"
      "vabs.f32 q0, q0\n"
      "vmaxv.u32 %[largest], q0\n"
      "letp lr, 1b\n"
      "2:\n"
      : [from] "+&r"(from), [shift] "+&r"(shift), [scale] "+&r"(scale), [to] "+&r"(to), [largest] "+&r"(largest)
      : [count] "r"(count)
      : "q0", "q1", "q2", "lr", "cc", "memory");
  return largest <= std::bit_cast<std::uint32_t>(limit);
}

inline bool within(std::size_t count, float limit, const float* values) noexcept {
  std::uint32_t largest = 0;
  asm volatile(
      "wlstp.32 lr, %[count], 2f\n"
      "1:\n"
      "vldrw.u32 q0, [%[values]], #16\n"
      "vabs.f32 q0, q0\n"
      "vmaxv.u32 %[largest], q0\n"
      "letp lr, 1b\n"
      "2:\n"
      : [values] "+&r"(values), [largest] "+&r"(largest)
      : [count] "r"(count)
      : "q0", "lr", "cc", "memory");
  return largest <= std::bit_cast<std::uint32_t>(limit);
}

}  // namespace motet::core::simd
