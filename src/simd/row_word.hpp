// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>

#include "simd/tile.hpp"
#include "simd/word.hpp"

namespace motet::simd {

inline constexpr const char* row_back_end = "word";

using Powers = Tile;

[[nodiscard]] inline Powers powers_of(float y) noexcept {
  const float square = y * y;
  return spread(1.0f, y, square, square * y);
}

/// tiles[t][4p + i] += (z powers[p]) q[t][i] for `count` tiles, one rounding each.
inline void add_row(std::uint32_t count, float z, const Powers& powers, const float* q, float* tiles) noexcept {
  const Tile c = scaled(z, powers);
  const auto add = [&c](const float* word, float* tile) { store_tile(tile, fma(c, word, load_tile(tile))); };
  for (; count >= 4; count -= 4, q += 16, tiles += 64) {
    add(q, tiles);
    add(q + 4, tiles + 16);
    add(q + 8, tiles + 32);
    add(q + 12, tiles + 48);
  }
  for (; count > 0; --count, q += 4, tiles += 16) add(q, tiles);
}

/// to_i = factor from_i over `words` words, at least one.
inline void scale_row(std::uint32_t words, float factor, const float* from, float* to) noexcept {
  const Word factors = splat(factor);
  const float* end = from + 4 * words;
  do {
    store(to, mul(factors, load(from)));
    from += 4;
    to += 4;
  } while (from != end);
}

/// sum_i a_i b_i over `count` floats; reads no float beyond.
///
/// error   four running sums, one rounding a term, summed as the word's law says
[[nodiscard]] inline float dot(std::uint32_t count, const float* a, const float* b) noexcept {
  Word sums = splat(0.0f);
  std::uint32_t i = 0;
  for (; i + 4 <= count; i += 4) sums = fma(load(a + i), load(b + i), sums);
  if (i < count) sums = fma(load_first(a + i, count - i), load_first(b + i, count - i), sums);
  return sum(sums);
}

/// to_i += factor from_i over `count` floats; touches no float beyond.
inline void add_scaled(std::uint32_t count, float factor, const float* from, float* to) noexcept {
  const Word factors = splat(factor);
  std::uint32_t i = 0;
  for (; i + 4 <= count; i += 4) store(to + i, fma(factors, load(from + i), load(to + i)));
  for (; i < count; ++i) to[i] = fused(factor, from[i], to[i]);
}

/// to_i = (from_i - shift_i) scale_i over `count` floats; `from` alone is not read beyond: whole words of the others
/// are, and `to` is written in whole words.
inline void standardise(std::uint32_t count, const float* from, const float* shift, const float* scale, float* to) noexcept {
  for (; count >= 4; count -= 4, from += 4, shift += 4, scale += 4, to += 4) {
    store(to, mul(sub(load(from), load(shift)), load(scale)));
  }
  if (count > 0) store(to, mul(sub(load_first(from, count), load(shift)), load(scale)));
}

/// Whether |v_i| <= limit for all of `count` floats; a NaN is not.
[[nodiscard]] inline bool within(std::size_t count, float limit, const float* values) noexcept {
  for (; count >= 4; count -= 4, values += 4) {
    if (exceeds(load(values), limit)) return false;
  }
  return count == 0 || !exceeds(load_first(values, static_cast<std::uint32_t>(count)), limit);
}

}  // namespace motet::simd
