// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>

#include "simd/row_plain.hpp"
#include "simd/word.hpp"

namespace motet::core::simd {

inline constexpr const char* row_back_end = "word";

inline void copy_row(std::uint32_t words, const float* from, float* to) noexcept {
  for (const float* end = from + 4 * words; from != end; from += 4, to += 4) store(to, load(from));
}

inline void scale_row(std::uint32_t words, float factor, const float* from, float* to) noexcept {
  const Word factors = splat(factor);
  const float* end = from + 4 * words;
  do {
    store(to, mul(factors, load(from)));
    from += 4;
    to += 4;
  } while (from != end);
}

inline float dot(std::uint32_t count, const float* a, const float* b) noexcept {
  Word sums = splat(0.0f);
  std::uint32_t i = 0;
  for (; i + 4 <= count; i += 4) sums = fma(load(a + i), load(b + i), sums);
  if (i < count) sums = fma(load_first(a + i, count - i), load_first(b + i, count - i), sums);
  return sum(sums);
}

template <std::uint32_t Apart>
inline float multiply_difference(std::uint32_t rows, std::uint32_t count, std::uint32_t stride, std::uint32_t apart,
                                 const float* x, const float* centre, const float* a, const float* offset, float* to) noexcept {
  float spoilt = 0.0f;
  const std::uint32_t gap = apart * stride;
  for (const float* end = to + rows; to != end; ++to, ++offset, a += stride) {
    Word first = splat(0.0f);
    Word second = splat(0.0f);
    const float* b = a + gap;
    std::uint32_t i = 0;
    for (; i + 4 <= count; i += 4) {
      const Word off = sub(load(x + i), load(centre + i));
      first = fma(off, load(a + i), first);
      second = fma(off, load(b + i), second);
    }
    if (const std::uint32_t rest = count - i; rest > 0) {
      const Word off = sub(load_first(x + i, rest), load_first(centre + i, rest));
      first = fma(off, load_first(a + i, rest), first);
      second = fma(off, load_first(b + i, rest), second);
    }
    to[0] = offset[0] + sum(first);
    to[Apart] = offset[apart] + sum(second);
    spoilt = fused(0.0f, to[0], fused(0.0f, to[Apart], spoilt));
  }
  return spoilt;
}

inline void add_scaled(std::uint32_t count, float factor, const float* from, float* to) noexcept {
  const Word factors = splat(factor);
  std::uint32_t i = 0;
  for (; i + 4 <= count; i += 4) store(to + i, fma(factors, load(from + i), load(to + i)));
  for (; i < count; ++i) to[i] = fused(factor, from[i], to[i]);
}

inline float* sweep(std::uint32_t count, float factor, float gain, float* a, float* b) noexcept {
  const Word back = splat(-factor);
  const Word gains = splat(gain);
  for (; count >= 4; count -= 4, a += 4, b += 4) {
    const Word next = fma(back, load(b), load(a));
    store(a, next);
    store(b, fma(gains, next, load(b)));
  }
  for (; count > 0; --count, ++a, ++b) {
    *a = fused(-factor, *b, *a);
    *b = fused(gain, *a, *b);
  }
  return b;
}

inline bool standardise(std::uint32_t count, const float* from, const float* shift, const float* scale, float limit,
                        float* to) noexcept {
  if constexpr (!one_register) {
    bool good = true;
    for (; count > 0; --count, ++from, ++shift, ++scale, ++to) {
      *to = (*from - *shift) * *scale;
      good &= measure(*to) <= measure(limit);
    }
    return good;
  }
  Word largest = splat(0.0f);
  for (; count >= 4; count -= 4, from += 4, shift += 4, scale += 4, to += 4) {
    const Word value = mul(sub(load(from), load(shift)), load(scale));
    largest = larger(value, largest);
    store(to, value);
  }
  if (count > 0) {
    store(to, mul(sub(load_first(from, count), load(shift)), load(scale)));
    largest = larger(load_first(to, count), largest);
  }
  return !exceeds(largest, limit);
}

inline bool within(std::size_t count, float limit, const float* values) noexcept {
  if constexpr (!one_register) {
    for (; count > 0; --count, ++values) {
      if (measure(*values) > measure(limit)) return false;
    }
    return true;
  }
  Word largest = splat(0.0f);
  for (; count >= 4; count -= 4, values += 4) largest = larger(load(values), largest);
  if (count > 0) largest = larger(load_first(values, static_cast<std::uint32_t>(count)), largest);
  return !exceeds(largest, limit);
}

}  // namespace motet::core::simd
