// SPDX-License-Identifier: MIT
#include "tensor/staircase.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "support/bits.hpp"
#include "tensor/staircase_reference.hpp"

using namespace motet;
using support::Fenced;
using support::wide;
using test::place;

namespace {

/// A moment in double, and the sum of its terms' sizes.
struct Wide {
  double sum = 0.0;
  double size = 0.0;
};

Wide sum_up(const test::Stream& stream, std::uint32_t p, std::uint32_t i, std::uint32_t j, std::uint32_t l) {
  Wide moment;
  for (std::uint32_t s = 0; s < stream.count; ++s) {
    const float* z = stream.row(s);
    const double term = std::pow(wide(stream.y[s]), static_cast<int>(p)) * wide(z[i]) * wide(z[j]) * wide(z[l]);
    moment.sum += term;
    moment.size += std::fabs(term);
  }
  return moment;
}

}  // namespace

TEST_SUITE_BEGIN("tensor/staircase");

TEST_CASE("accumulates y^p z_i z_j z_l as a triple loop in double does, orders 1 to 10 x 50 samples") {
  for (std::uint32_t order = 1; order <= 10; ++order) {
    const test::Stream stream(order, 50, order);
    Fenced tiles(test::staircase_floats(order), 0.0f);
    for (std::uint32_t s = 0; s < stream.count; ++s) CHECK(test::accumulate_fenced(order, stream.row(s), stream.y[s], tiles));
    support::Worst worst;
    test::for_each_moment(order, [&](std::uint32_t p, std::uint32_t i, std::uint32_t j, std::uint32_t l) {
      const Wide exact = sum_up(stream, p, i, j, l);
      // Four roundings in a term's products, one a sample in the sum.
      worst.add(support::apart(tiles[place(p, i, j, l)], exact.sum), (stream.count + 5) * support::roundoff * exact.size);
    });
    CHECK(worst.ratio <= 1.0);
  }
}

TEST_CASE("has the bits of a scalar loop of fused multiply-adds, whichever body was built, orders 1 to 33") {
  for (std::uint32_t order = 1; order <= max_cubic_dim + 1; ++order) {
    const test::Stream stream(order, 6, 100 + order);
    Fenced tiles(test::staircase_floats(order), 0.125f);
    Fenced wanted(test::staircase_floats(order), 0.125f);
    int broken = 0;
    for (std::uint32_t s = 0; s < stream.count; ++s) {
      broken += test::accumulate_fenced(order, stream.row(s), stream.y[s], tiles) ? 0 : 1;
      test::accumulate_by_law(order, stream.row(s), stream.y[s], wanted.data());
    }
    CHECK(test::count_different(order, tiles.data(), wanted.data()) == 0);
    CHECK(broken == 0);
  }
}

TEST_CASE("a NaN in the stream stays where its input is, order 5") {
  // The refusal lies in push; here nothing may spread to another row.
  const test::Stream stream(5, 1, 7);
  std::vector<float> z(stream.row(0), stream.row(0) + core::padded(5));
  z[4] = support::sentinel;
  Fenced tiles(test::staircase_floats(5), 0.0f);
  CHECK(test::accumulate_fenced(5, z.data(), 1.0f, tiles));
  test::for_each_moment(5, [&](std::uint32_t p, std::uint32_t i, std::uint32_t j, std::uint32_t l) {
    const float entry = tiles[place(p, i, j, l)];
    CHECK((entry != entry) == (i == 4 || j == 4 || l == 4));
  });
}

TEST_CASE("counts samples exactly in the corner, order 2 x 1000 samples of z = (1, 1), y = 1") {
  const float z[4] = {1.0f, 1.0f, support::sentinel, support::sentinel};
  Fenced tiles(test::staircase_floats(2), 0.0f);
  for (int s = 0; s < 1000; ++s) CHECK(test::accumulate_fenced(2, z, 1.0f, tiles));
  test::for_each_moment(2, [&](std::uint32_t p, std::uint32_t i, std::uint32_t j, std::uint32_t l) {
    CHECK(tiles[place(p, i, j, l)] == 1000.0f);
  });
}

TEST_SUITE_END();
