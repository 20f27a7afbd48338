// SPDX-License-Identifier: MIT
#include "motet/detail/plan.hpp"
#include "simd/pairs.hpp"
#include "simd/word.hpp"
#include "tensor/staircase.hpp"
#include "tensor/vector.hpp"

namespace motet::core::tensor {

namespace {

/// Floats before row l: the tiles of the rows above it.
[[nodiscard]] std::uint32_t row_offset(std::uint32_t l, Degree degree) noexcept { return tile_count(l, degree) * tile_floats; }

/// Place of (power, pair) within its row.
[[nodiscard]] std::uint32_t place(std::uint32_t power, std::uint32_t pair) noexcept {
  return (pair / 4) * tile_floats + 4 * power + pair % 4;
}

void scale_pair(std::uint32_t pair, float factor, float* row) noexcept {
  for (std::uint32_t p = 0; p < 4; ++p) row[place(p, pair)] *= factor;
}

/// scale_input where moments of the second order are kept alone.
void scale_second(std::uint32_t order, std::uint32_t c, float factor, float* tiles) noexcept {
  for (std::uint32_t l = 0; l < order; ++l) {
    float* row = tiles + row_offset(l, Degree::second);
    for (std::uint32_t j = 0; j <= l; ++j) {
      if (j == c) scale_pair(j, factor, row);
      if (l == c) scale_pair(j, factor, row);
    }
  }
}

}  // namespace

void multiply_pairs(std::uint32_t order, const float* z, float* q) noexcept { simd::multiply_pairs(order, z, q); }

float moment(const Levels& levels, std::uint32_t power, std::uint32_t i, std::uint32_t j, std::uint32_t l) noexcept {
  const std::uint32_t at = row_offset(l, levels.degree) + place(power, levels.degree == Degree::third ? pair_index(i, j) : j);
  return levels.old[at] + levels.young[at];
}

void read_row(const Levels& levels, std::uint32_t l, const float* weights, float* row) noexcept {
  const float* old = levels.old + row_offset(l, levels.degree);
  const float* young = levels.young + row_offset(l, levels.degree);
  const std::uint32_t count = row_tiles(l, levels.degree);
  for (std::uint32_t t = 0; t < count; ++t, old += tile_floats, young += tile_floats) {
    simd::Word sums = simd::splat(0.0f);
    for (std::uint32_t p = 0; p < 4; ++p) {
      sums = simd::fma(simd::splat(weights[p]), simd::add(simd::load(old + 4 * p), simd::load(young + 4 * p)), sums);
    }
    simd::store(row + 4 * t, sums);
  }
}

void fold(std::uint32_t order, float* old, float* young, Degree degree) noexcept {
  const std::uint32_t floats = tile_count(order, degree) * tile_floats;
  const simd::Word zero = simd::splat(0.0f);
  for (std::uint32_t i = 0; i < floats; i += 4) {
    simd::store(old + i, simd::add(simd::load(old + i), simd::load(young + i)));
    simd::store(young + i, zero);
  }
}

void fade(std::uint32_t order, float left, float* old, float* young, Degree degree) noexcept {
  const float* end = old + tile_count(order, degree) * tile_floats;
  for (; old != end; ++old, ++young) {
    *old = left * (*old + *young) + 0x1p-100f;
    *young = 0.0f;
  }
}

[[gnu::cold]] void scale_input(std::uint32_t order, std::uint32_t c, float factor, float* tiles, Degree degree) noexcept {
  if (degree == Degree::second) return scale_second(order, c, factor, tiles);
  for (std::uint32_t l = 0; l < order; ++l) {
    float* row = tiles + row_offset(l, degree);
    for (std::uint32_t j = 0; j <= l; ++j) {
      for (std::uint32_t i = 0; i <= j; ++i) {
        if (i == c) scale_pair(pair_index(i, j), factor, row);
        if (j == c) scale_pair(pair_index(i, j), factor, row);
        if (l == c) scale_pair(pair_index(i, j), factor, row);
      }
    }
  }
}

[[gnu::cold]] void scale_target(std::uint32_t order, float factor, float* tiles, Degree degree) noexcept {
  const std::uint32_t count = tile_count(order, degree);
  float powers[4] = {1.0f, factor, factor * factor, factor * (factor * factor)};
  for (std::uint32_t t = 0; t < count; ++t, tiles += tile_floats) {
    for (std::uint32_t at = 0; at < tile_floats; ++at) tiles[at] *= powers[at / 4];
  }
}

}  // namespace motet::core::tensor
