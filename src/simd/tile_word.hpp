// SPDX-License-Identifier: MIT
#pragma once

#include "simd/word.hpp"

namespace motet::core::simd {

struct Tile {
  Word part[4];
};

inline constexpr const char* tile_back_end = "word";
inline constexpr std::uint32_t batch_tiles = 2;

inline Tile load_tile(const float* from) noexcept { return {{load(from), load(from + 4), load(from + 8), load(from + 12)}}; }
inline void store_tile(float* to, const Tile& tile) noexcept {
  for (std::uint32_t p = 0; p < 4; ++p) store(to + 4 * p, tile.part[p]);
}
inline Tile spread(float a, float b, float c, float d) noexcept { return {{splat(a), splat(b), splat(c), splat(d)}}; }
inline Tile scaled(float factor, const Tile& tile) noexcept {
  const Word factors = splat(factor);
  return {{mul(factors, tile.part[0]), mul(factors, tile.part[1]), mul(factors, tile.part[2]), mul(factors, tile.part[3])}};
}
inline Tile fma(const Tile& coefficients, const float* word, const Tile& tile) noexcept {
  const Word factor = load(word);
  return {{fma(coefficients.part[0], factor, tile.part[0]), fma(coefficients.part[1], factor, tile.part[1]),
           fma(coefficients.part[2], factor, tile.part[2]), fma(coefficients.part[3], factor, tile.part[3])}};
}

}  // namespace motet::core::simd
