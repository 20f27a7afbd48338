// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "simd/word.hpp"

namespace motet::core::simd {

inline constexpr const char* fold_back_end = "word";

inline float dot_words(std::uint32_t words, const float* a, const float* b) noexcept {
  if (words == 0) return 0.0f;
  Word sums = mul(load(a), load(b));
  while (--words > 0) {
    a += 4;
    b += 4;
    sums = fma(load(a), load(b), sums);
  }
  return sum(sums);
}

inline void shear(std::uint32_t words, float by_b, float by_a, float* a, float* b) noexcept {
  const Word from_b = splat(by_b);
  const Word from_a = splat(by_a);
  for (; words > 0; --words, a += 4, b += 4) {
    const Word old_a = load(a);
    const Word old_b = load(b);
    store(a, fma(from_b, old_b, old_a));
    store(b, fma(from_a, old_a, old_b));
  }
}

inline void add_words(std::uint32_t words, float factor, const float* from, float* to) noexcept {
  const Word factors = splat(factor);
  for (; words > 0; --words, from += 4, to += 4) store(to, fma(factors, load(from), load(to)));
}

inline void move_words(std::uint32_t words, float factor, float keep, const float* scale, const float* step, float* value,
                       float* carry, float* lag) noexcept {
  const Word factors = splat(factor);
  const Word keeps = splat(keep);
  for (const float* end = scale + 4 * words; scale != end; scale += 4, step += 4, value += 4, carry += 4, lag += 4) {
    const Word old = load(value);
    const Word by = fma(mul(factors, load(scale)), load(step), load(carry));
    const Word next = add(old, by);
    const Word moved = sub(next, old);
    store(value, next);
    store(carry, sub(by, moved));
    store(lag, mul(keeps, sub(load(lag), moved)));
  }
}

inline void clear_words(std::uint32_t words, float* to) noexcept {
  for (; words > 0; --words, to += 4) store(to, splat(0.0f));
}

}  // namespace motet::core::simd
