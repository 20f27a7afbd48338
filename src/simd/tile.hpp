// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "simd/back_end.hpp"

// The tile: sixteen floats of the staircase, four words side by side. A machine with wider registers holds it in fewer of
// them; lanes are independent, so every back end gives the same bits.

namespace motet::core::simd {

struct Tile;  // and `batch_tiles`: how many stay in registers while a batch passes

[[nodiscard]] Tile load_tile(const float* from) noexcept;
void store_tile(float* to, const Tile& tile) noexcept;

/// a, b, c and d, four times each.
[[nodiscard]] Tile spread(float a, float b, float c, float d) noexcept;

/// factor tile[i].
[[nodiscard]] Tile scaled(float factor, const Tile& tile) noexcept;

/// tile[4p + i] + coefficients[4p + i] word[i], one rounding; `word` is read from memory.
[[nodiscard]] Tile fma(const Tile& coefficients, const float* word, const Tile& tile) noexcept;

}  // namespace motet::core::simd

#if MOTET_BACK_END == MOTET_SIMD_avx512
#include "simd/tile_avx512.hpp"
#elif MOTET_BACK_END == MOTET_SIMD_avx2
#include "simd/tile_avx2.hpp"
#else
#include "simd/tile_word.hpp"
#endif
