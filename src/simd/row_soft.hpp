// SPDX-License-Identifier: MIT
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

#include "simd/word.hpp"

// A core that multiplies and adds in integers: one float at a time, for whole words would lie on the stack.

namespace motet::core::simd {

inline constexpr const char* row_back_end = "soft";

/// to_i = factor from_i over `words` words, at least one.
inline void scale_row(std::uint32_t words, float factor, const float* from, float* to) noexcept {
  for (const float* end = from + 4 * words; from != end; ++from, ++to) *to = factor * *from;
}

/// to_i = value.
inline void fill(std::uint32_t count, float value, float* to) noexcept {
  for (std::uint32_t i = 0; i < count; ++i) to[i] = value;
}

/// Four running sums, summed as the word's law says.
struct Sums {
  float lane[4] = {};

  void add(std::uint32_t at, float a, float b) noexcept { lane[at & 3u] = fused(a, b, lane[at & 3u]); }
  [[nodiscard]] float total() const noexcept { return (lane[0] + lane[2]) + (lane[1] + lane[3]); }
};

/// sum_i a_i b_i over `count` floats; reads no float beyond.
///
/// error   four running sums, one rounding a term, summed as the word's law says
[[nodiscard]] inline float dot(std::uint32_t count, const float* a, const float* b) noexcept {
  Sums sums;
  for (std::uint32_t i = 0; i < count; ++i) sums.add(i, a[i], b[i]);
  return sums.total();
}

/// out_i = sum_j m_(i,j) v_j over `rows` rows of `words` words, one behind the other: each as dot has it.
inline void multiply_rows(std::uint32_t rows, std::uint32_t words, const float* m, const float* v, float* out) noexcept {
  for (std::uint32_t i = 0; i < rows; ++i, m += 4 * words) out[i] = dot(4 * words, m, v);
}

/// Two matrices of `rows` rows times a difference:
///
///     to_r = offset_r + a_r'(x - centre),   to_(Apart + r) = offset_(apart + r) + a_(apart + r)'(x - centre)
///
/// each product as dot has it. Returns 0, or NaN where one of them is not finite.
///
/// shape   a: rows of `count` floats, `stride` apart, at least one;  no float of any row is read beyond
template <std::uint32_t Apart>
[[nodiscard]] [[gnu::noinline]] float multiply_difference(std::uint32_t rows, std::uint32_t count, std::uint32_t stride,
                                                          std::uint32_t apart, const float* x, const float* centre,
                                                          const float* a, const float* offset, float* to) noexcept {
  float spoilt = 0.0f;
  const std::uint32_t gap = apart * stride;
  for (const float* end = to + rows; to != end; ++to, ++offset, a += stride) {
    Sums first, second;
    for (std::uint32_t i = 0; i < count; ++i) {
      const float off = x[i] - centre[i];
      first.add(i, off, a[i]);
      second.add(i, off, a[gap + i]);
    }
    to[0] = offset[0] + first.total();
    to[Apart] = offset[apart] + second.total();
    spoilt = fused(0.0f, to[0], fused(0.0f, to[Apart], spoilt));
  }
  return spoilt;
}

/// (((c_0 x + c_1) x + c_2) x + c_3) x + c_4, one rounding a step.
[[nodiscard]] inline float horner(const float (&c)[5], float x) noexcept {
  return fused(fused(fused(fused(c[0], x, c[1]), x, c[2]), x, c[3]), x, c[4]);
}

/// to_i += factor from_i over `count` floats; touches no float beyond.
inline void add_scaled(std::uint32_t count, float factor, const float* from, float* to) noexcept {
  for (std::uint32_t i = 0; i < count; ++i) to[i] = fused(factor, from[i], to[i]);
}

/// The size of a float as ordered bits: NaN lies above infinity.
[[nodiscard]] inline std::uint32_t measure(float value) noexcept { return std::bit_cast<std::uint32_t>(value) << 1; }

/// to_i = (from_i - shift_i) scale_i over `count` floats, and whether |to_i| <= limit for all of them; a NaN is not.
[[nodiscard]] inline bool standardise(std::uint32_t count, const float* from, const float* shift, const float* scale,
                                      float limit, float* to) noexcept {
  bool good = true;
  for (std::uint32_t i = 0; i < count; ++i) {
    to[i] = (from[i] - shift[i]) * scale[i];
    good &= measure(to[i]) <= measure(limit);
  }
  return good;
}

/// Whether |v_i| <= limit for all of `count` floats; a NaN is not.
[[nodiscard]] inline bool within(std::size_t count, float limit, const float* values) noexcept {
  for (const float* end = values + count; values != end; ++values) {
    if (measure(*values) > measure(limit)) return false;
  }
  return true;
}

}  // namespace motet::core::simd
