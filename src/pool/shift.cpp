// SPDX-License-Identifier: MIT
#include "pool/shift.hpp"

#include "motet/detail/plan.hpp"
#include "tensor/vector.hpp"

namespace motet::core::pool {

namespace {

void order_two(std::uint32_t& smaller, std::uint32_t& larger) noexcept {
  if (smaller <= larger) return;
  const std::uint32_t kept = smaller;
  smaller = larger;
  larger = kept;
}

/// M(i,j,c) for four powers.
void shift_line(float by, const float* rest, float* to) noexcept {
  for (std::uint32_t p = 0; p < tile_floats; p += 4) to[p] = simd::fused(-by, rest[p], to[p]);
}

/// M(i,c,c) for four powers, from M(0,i,c) and M(0,0,i).
void shift_square(float by, const float* first, const float* zeroth, float* to) noexcept {
  for (std::uint32_t p = 0; p < tile_floats; p += 4) {
    to[p] = simd::fused(-by, simd::fused(-by, zeroth[p], 2.0f * first[p]), to[p]);
  }
}

/// M(c,c,c) for four powers.
void shift_cube(std::uint32_t c, float by, float* tiles) noexcept {
  const float* cc = entry(tiles, 0, c, c);
  const float* first = entry(tiles, 0, 0, c);
  const float* zeroth = entry(tiles, 0, 0, 0);
  float* to = entry(tiles, c, c, c);
  for (std::uint32_t p = 0; p < tile_floats; p += 4) {
    const float inner = simd::fused(-by, zeroth[p], 3.0f * first[p]);
    to[p] = simd::fused(-by, simd::fused(-by, inner, 3.0f * cc[p]), to[p]);
  }
}

}  // namespace

float* entry(float* tiles, std::uint32_t i, std::uint32_t j, std::uint32_t l, Degree degree) noexcept {
  order_two(i, j);
  order_two(j, l);
  order_two(i, j);
  const std::uint32_t pair = degree == Degree::third ? pair_index(i, j) : j;
  return tiles + (tile_count(l, degree) + pair / 4u) * tile_floats + pair % 4u;
}

namespace {

/// shift_input where moments of the second order are kept alone.
void shift_second(std::uint32_t order, std::uint32_t c, float by, float* tiles) noexcept {
  const auto at = [tiles](std::uint32_t j, std::uint32_t l) { return entry(tiles, 0, j, l, Degree::second); };
  shift_square(by, at(0, c), at(0, 0), at(c, c));
  for (std::uint32_t j = 0; j < order; ++j) {
    if (j != c) shift_line(by, at(0, j), at(j, c));
  }
}

}  // namespace

void shift_input(std::uint32_t order, std::uint32_t c, float by, float* tiles, Degree degree) noexcept {
  if (degree == Degree::second) return shift_second(order, c, by, tiles);
  // From the highest power of z_c down: each uses lower ones that have not moved yet.
  shift_cube(c, by, tiles);
  for (std::uint32_t i = 0; i < order; ++i) {
    if (i != c) shift_square(by, entry(tiles, 0, i, c), entry(tiles, 0, 0, i), entry(tiles, i, c, c));
  }
  for (std::uint32_t j = 0; j < order; ++j) {
    for (std::uint32_t i = 0; i <= j; ++i) {
      if (i != c && j != c) shift_line(by, entry(tiles, 0, i, j), entry(tiles, i, j, c));
    }
  }
}

void shift_target(std::uint32_t order, float by, float* tiles, Degree degree) noexcept {
  const float* end = tiles + tile_count(order, degree) * tile_floats;
  for (; tiles != end; tiles += tile_floats) {
    for (std::uint32_t at = 0; at < 4; ++at) {
      float* m = tiles + at;
      m[12] = simd::fused(-by, simd::fused(-by, simd::fused(-by, m[0], 3.0f * m[4]), 3.0f * m[8]), m[12]);
      m[8] = simd::fused(-by, simd::fused(-by, m[0], 2.0f * m[4]), m[8]);
      m[4] = simd::fused(-by, m[0], m[4]);
    }
  }
}

}  // namespace motet::core::pool
