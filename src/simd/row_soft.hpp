// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>

#include "simd/row_plain.hpp"
#include "simd/word.hpp"

// A core that multiplies and adds in integers: one float at a time, for whole words would lie on the stack.

namespace motet::core::simd {

inline constexpr const char* row_back_end = "soft";

inline void copy_row(std::uint32_t words, const float* from, float* to) noexcept {
  for (const float* end = from + 4 * words; from != end; ++from, ++to) *to = *from;
}

inline void scale_row(std::uint32_t words, float factor, const float* from, float* to) noexcept {
  for (const float* end = from + 4 * words; from != end; ++from, ++to) *to = factor * *from;
}

/// Four running sums, summed in the word's order.
struct Sums {
  float lane[4] = {};

  void add(std::uint32_t at, float a, float b) noexcept { lane[at & 3u] = fused(a, b, lane[at & 3u]); }
  float total() const noexcept { return (lane[0] + lane[2]) + (lane[1] + lane[3]); }
};

inline float dot(std::uint32_t count, const float* a, const float* b) noexcept {
  Sums sums;
  for (std::uint32_t i = 0; i < count; ++i) sums.add(i, a[i], b[i]);
  return sums.total();
}

template <std::uint32_t Apart>
[[gnu::noinline]] float multiply_difference(std::uint32_t rows, std::uint32_t count, std::uint32_t stride, std::uint32_t apart,
                                            const float* x, const float* centre, const float* a, const float* offset,
                                            float* to) noexcept {
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

inline void add_scaled(std::uint32_t count, float factor, const float* from, float* to) noexcept {
  for (std::uint32_t i = 0; i < count; ++i) to[i] = fused(factor, from[i], to[i]);
}

inline float* sweep(std::uint32_t count, float factor, float gain, float* a, float* b) noexcept {
  for (float* const end = a + count; a != end; ++a, ++b) {
    *a = fused(-factor, *b, *a);
    *b = fused(gain, *a, *b);
  }
  return b;
}

inline bool standardise(std::uint32_t count, const float* from, const float* shift, const float* scale, float limit,
                        float* to) noexcept {
  bool good = true;
  for (std::uint32_t i = 0; i < count; ++i) {
    to[i] = (from[i] - shift[i]) * scale[i];
    good &= measure(to[i]) <= measure(limit);
  }
  return good;
}

inline bool within(std::size_t count, float limit, const float* values) noexcept {
  for (const float* end = values + count; values != end; ++values) {
    if (measure(*values) > measure(limit)) return false;
  }
  return true;
}

}  // namespace motet::core::simd
