// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <cstdint>
#include <vector>

#include "motet/detail/plan.hpp"
#include "support/bits.hpp"
#include "support/fma.hpp"
#include "support/random.hpp"
#include "tensor/staircase.hpp"

// The staircase as its header describes it, without any of its code.

namespace motet::test {

/// Place of M_p(i,j,l) among the tiles.
[[nodiscard]] inline std::size_t place(std::uint32_t p, std::uint32_t i, std::uint32_t j, std::uint32_t l) {
  const std::uint32_t pair = j * (j + 1) / 2 + i;
  std::size_t tiles = 0;
  for (std::uint32_t row = 0; row < l; ++row) tiles += ((row + 1) * (row + 2) / 2 + 3) / 4;
  return 16 * tiles + 16 * (pair / 4) + 4 * p + pair % 4;
}

/// Calls visit(p, i, j, l) for every moment.
template <class Visit>
void for_each_moment(std::uint32_t order, Visit visit) {
  for (std::uint32_t l = 0; l < order; ++l) {
    for (std::uint32_t j = 0; j <= l; ++j) {
      for (std::uint32_t i = 0; i <= j; ++i) {
        for (std::uint32_t p = 0; p < 4; ++p) visit(p, i, j, l);
      }
    }
  }
}

/// Samples of z = (1, x) and y; rows of padded(order), of which what lies behind `order` is spoilt.
struct Stream {
  std::uint32_t order;
  std::uint32_t count;
  std::vector<float> z;
  std::vector<float> y;

  Stream(std::uint32_t order_in, std::uint32_t count_in, std::uint64_t seed)
      : order(order_in), count(count_in), z(count * core::padded(order), support::sentinel), y(count) {
    support::Random random(seed);
    for (std::uint32_t s = 0; s < count; ++s) {
      for (std::uint32_t j = 0; j < order; ++j) {
        z[s * core::padded(order) + j] = j == 0 ? 1.0f : support::narrow(0.3 + random.normal());
      }
      y[s] = support::narrow(random.normal() - 0.2);
    }
  }
  [[nodiscard]] const float* row(std::uint32_t s) const { return z.data() + s * core::padded(order); }
};

[[nodiscard]] inline std::size_t staircase_floats(std::uint32_t order) { return core::tile_count(order) * core::tile_floats; }

/// Adds one sample by scalars: one fused rounding an entry, of products rounded before.
inline void accumulate_by_law(std::uint32_t order, const float* z, float y, float* tiles) {
  const float power[4] = {1.0f, y, y * y, (y * y) * y};
  for_each_moment(order, [&](std::uint32_t p, std::uint32_t i, std::uint32_t j, std::uint32_t l) {
    float& entry = tiles[place(p, i, j, l)];
    entry = support::fma(p == 0 ? z[l] : z[l] * power[p], z[i] * z[j], entry);
  });
}

/// How many moments differ in a bit; the padding is no moment.
[[nodiscard]] inline int count_different(std::uint32_t order, const float* a, const float* b) {
  int different = 0;
  for_each_moment(order, [&](std::uint32_t p, std::uint32_t i, std::uint32_t j, std::uint32_t l) {
    different += support::bits(a[place(p, i, j, l)]) != support::bits(b[place(p, i, j, l)]);
  });
  return different;
}

/// Adds one sample by the library, with all its memory fenced; says whether the fences held.
[[nodiscard]] inline bool accumulate_fenced(std::uint32_t order, const float* z, float y, support::Fenced& tiles) {
  support::Fenced q(core::packed_floats(order) + 4);
  core::tensor::accumulate(order, z, y, q.data(), tiles.data());
  return q.intact() && tiles.intact();
}

}  // namespace motet::test
