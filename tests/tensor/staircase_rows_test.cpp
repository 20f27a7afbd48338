// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <cmath>

#include "support/bits.hpp"
#include "tensor/staircase.hpp"
#include "tensor/staircase_reference.hpp"

using namespace motet;
using support::bits;
using support::Fenced;
using support::wide;
using test::place;

namespace {

/// Every float of a staircase, padding included, normal random.
Fenced draw_tiles(std::uint32_t order, std::uint64_t seed) {
  support::Random random(seed);
  Fenced tiles(test::staircase_floats(order));
  for (std::size_t at = 0; at < test::staircase_floats(order); ++at) tiles[at] = support::narrow(random.normal());
  return tiles;
}

/// Spoils what is no moment.
void spoil_padding(std::uint32_t order, Fenced& tiles) {
  Fenced kept = tiles;
  for (std::size_t at = 0; at < test::staircase_floats(order); ++at) tiles[at] = support::sentinel;
  test::for_each_moment(order, [&](std::uint32_t p, std::uint32_t i, std::uint32_t j, std::uint32_t l) {
    tiles[place(p, i, j, l)] = kept[place(p, i, j, l)];
  });
}

}  // namespace

TEST_SUITE_BEGIN("tensor/staircase_rows");

TEST_CASE("multiply_pairs packs z_i z_j, rounded once, whatever lies behind z, orders 1 to 33") {
  for (std::uint32_t order = 1; order <= max_cubic_dim + 1; ++order) {
    const test::Stream stream(order, 1, order);
    Fenced q(core::packed_floats(order) + 4);
    core::tensor::multiply_pairs(order, stream.row(0), q.data());
    int wrong = 0;
    for (std::uint32_t j = 0; j < order; ++j) {
      for (std::uint32_t i = 0; i <= j; ++i) wrong += q[core::pair_index(i, j)] != stream.z[i] * stream.z[j];
    }
    for (std::uint32_t at = core::pair_count(order); at < core::packed_floats(order); ++at) wrong += bits(q[at]) != 0;
    CHECK(wrong == 0);
    CHECK(q.intact());
  }
}

TEST_CASE("a moment is the sum of both levels at its place, orders 1 to 12") {
  for (std::uint32_t order = 1; order <= 12; ++order) {
    Fenced old = draw_tiles(order, 2 * order);
    Fenced young = draw_tiles(order, 2 * order + 1);
    int wrong = 0;
    test::for_each_moment(order, [&](std::uint32_t p, std::uint32_t i, std::uint32_t j, std::uint32_t l) {
      const std::size_t at = place(p, i, j, l);
      wrong += core::tensor::moment({order, old.data(), young.data()}, p, i, j, l) != old[at] + young[at];
    });
    CHECK(wrong == 0);
  }
}

TEST_CASE("read_row weighs the powers and never lets the padding into a pair, orders 1 to 12") {
  const float weights[4] = {0.5f, -1.25f, 2.0f, 0.3f};
  for (std::uint32_t order = 1; order <= 12; ++order) {
    Fenced old = draw_tiles(order, order);
    Fenced young = draw_tiles(order, 50 + order);
    spoil_padding(order, old);
    spoil_padding(order, young);
    support::Worst worst;
    for (std::uint32_t l = 0; l < order; ++l) {
      Fenced row(4 * core::row_tiles(l));
      core::tensor::read_row({order, old.data(), young.data()}, l, weights, row.data());
      CHECK(row.intact());
      for (std::uint32_t j = 0; j <= l; ++j) {
        for (std::uint32_t i = 0; i <= j; ++i) {
          double sum = 0.0;
          double size = 0.0;
          for (std::uint32_t p = 0; p < 4; ++p) {
            const double term = wide(weights[p]) * (wide(old[place(p, i, j, l)]) + wide(young[place(p, i, j, l)]));
            sum += term;
            size += std::fabs(term);
          }
          // One rounding where the levels meet, four in the sum.
          worst.add(support::apart(row[core::pair_index(i, j)], sum), 5 * support::roundoff * size);
        }
      }
    }
    CHECK(worst.ratio <= 1.0);
  }
}

TEST_CASE("fold adds the young level to the old one and empties it, orders 1 to 33") {
  for (std::uint32_t order = 1; order <= max_cubic_dim + 1; ++order) {
    Fenced old = draw_tiles(order, order);
    Fenced young = draw_tiles(order, 99 - order);
    Fenced before = old;
    Fenced added = young;
    core::tensor::fold(order, old.data(), young.data());
    int wrong = 0;
    test::for_each_moment(order, [&](std::uint32_t p, std::uint32_t i, std::uint32_t j, std::uint32_t l) {
      const std::size_t at = place(p, i, j, l);
      wrong += old[at] != before[at] + added[at] || bits(young[at]) != 0;
    });
    CHECK(wrong == 0);
    CHECK(old.intact());
    CHECK(young.intact());
  }
}

TEST_CASE("fade leaves a part of both levels in the old one and empties the young one, orders 1 to 33") {
  for (std::uint32_t order = 1; order <= max_cubic_dim + 1; ++order) {
    Fenced old = draw_tiles(order, order);
    Fenced young = draw_tiles(order, 99 - order);
    Fenced before = old;
    Fenced added = young;
    const float left = 1.0f - 0.9f / static_cast<float>(order);
    core::tensor::fade(order, left, old.data(), young.data());
    int wrong = 0;
    test::for_each_moment(order, [&](std::uint32_t p, std::uint32_t i, std::uint32_t j, std::uint32_t l) {
      const std::size_t at = place(p, i, j, l);
      wrong += old[at] != left * (before[at] + added[at]) + 0x1p-100f || bits(young[at]) != 0;
    });
    CHECK(wrong == 0);
    CHECK(old.intact());
    CHECK(young.intact());
  }
}

TEST_CASE("what fades for ever ends as a small normal number, from either side of zero") {
  for (const float first : {0.0f, 1.0f, -1.0f, 3e30f, -0x1p-99f, -0x1.000002p-100f, 0x1p-126f, -0x1p-124f}) {
    for (const float left : {0.94f, 0.5f, 1e-7f, 0x1.fffffep-1f}) {
      Fenced old(core::tile_floats, first);
      Fenced young(core::tile_floats, 0.0f);
      int subnormal = 0;
      for (int s = 0; s < 5000; ++s) {
        core::tensor::fade(1, left, old.data(), young.data());
        for (std::size_t i = 0; i < core::tile_floats; ++i) subnormal += old[i] != 0.0f && std::fabs(old[i]) < 0x1p-126f;
      }
      CHECK(subnormal == 0);
      if (left < 0.95f) CHECK(std::fabs(old[0]) < 0x1p-95f);
    }
  }
}

TEST_CASE("scale_input multiplies by the factor once for each index that it meets, exact for 2^-3, orders 1 to 9") {
  for (std::uint32_t order = 1; order <= 9; ++order) {
    for (std::uint32_t c = 0; c < order; ++c) {
      Fenced tiles = draw_tiles(order, 10 * order + c);
      Fenced before = tiles;
      core::tensor::scale_input(order, c, 0x1p-3f, tiles.data());
      int wrong = 0;
      test::for_each_moment(order, [&](std::uint32_t p, std::uint32_t i, std::uint32_t j, std::uint32_t l) {
        const int met = (i == c) + (j == c) + (l == c);
        wrong += tiles[place(p, i, j, l)] != std::ldexp(before[place(p, i, j, l)], -3 * met);
      });
      CHECK(wrong == 0);
      CHECK(tiles.intact());
    }
  }
}

TEST_CASE("scale_target multiplies by the factor to the power of y, exact for 2^-5, orders 1 to 33") {
  for (std::uint32_t order = 1; order <= max_cubic_dim + 1; ++order) {
    Fenced tiles = draw_tiles(order, order);
    Fenced before = tiles;
    core::tensor::scale_target(order, 0x1p-5f, tiles.data());
    int wrong = 0;
    test::for_each_moment(order, [&](std::uint32_t p, std::uint32_t i, std::uint32_t j, std::uint32_t l) {
      wrong += tiles[place(p, i, j, l)] != std::ldexp(before[place(p, i, j, l)], -5 * static_cast<int>(p));
    });
    CHECK(wrong == 0);
    CHECK(tiles.intact());
  }
}

TEST_CASE("scaling the moments gives the bits of scaling the stream by a power of two, order 6 x 40 samples") {
  test::Stream stream(6, 40, 1);
  Fenced tiles(test::staircase_floats(6), 0.0f);
  for (std::uint32_t s = 0; s < stream.count; ++s) CHECK(test::accumulate_fenced(6, stream.row(s), stream.y[s], tiles));
  core::tensor::scale_input(6, 3, 0.25f, tiles.data());
  core::tensor::scale_target(6, 0x1p-7f, tiles.data());
  Fenced scaled(test::staircase_floats(6), 0.0f);
  for (std::uint32_t s = 0; s < stream.count; ++s) {
    stream.z[s * core::padded(6) + 3] *= 0.25f;
    CHECK(test::accumulate_fenced(6, stream.row(s), 0x1p-7f * stream.y[s], scaled));
  }
  CHECK(test::count_different(6, tiles.data(), scaled.data()) == 0);
}

TEST_SUITE_END();
