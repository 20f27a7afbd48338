// SPDX-License-Identifier: MIT
#include "pool/shift.hpp"

#include <doctest/doctest.h>

#include "pool/moments.hpp"
#include "support/effort.hpp"

TEST_SUITE_BEGIN("pool/shift");

using namespace motet;

namespace {

/// Inputs; an emulated core has no time for 32 of them in double.
bool affordable(std::uint32_t dim) { return support::effort == support::Effort::full || dim <= 8; }

/// Moments of 50 samples; what they are once column `c` (0: the target) of each sample is less by `by`; and the size of
/// the terms that make them so, in double.
struct Moved {
  std::uint32_t order;
  std::vector<float> tiles;
  std::vector<double> expected, size;

  Moved(std::uint32_t order_in, std::uint32_t c, double by)
      : order(order_in), tiles(test::staircase_floats(order), support::sentinel), expected(tiles.size()), size(tiles.size()) {
    const test::Stream stream(order, 50, order);
    std::vector<double> sums(tiles.size());
    for (std::uint32_t s = 0; s < stream.count; ++s) {
      std::vector<double> z(stream.row(s), stream.row(s) + order);
      double y = support::wide(stream.y[s]);
      add(z, y, sums);
      (c == 0 ? y : z[c]) -= by;
      add(z, y, expected);
      (c == 0 ? y : z[c]) += by;
      for (double& each : z) each = std::fabs(each);
      y = std::fabs(y);
      (c == 0 ? y : z[c]) += std::fabs(by);
      add(z, y, size);
    }
    test::for_each_moment(order, [&](std::uint32_t p, std::uint32_t i, std::uint32_t j, std::uint32_t l) {
      const std::size_t at = test::place(p, i, j, l);
      tiles[at] = support::narrow(sums[at]);
    });
  }

  void add(const std::vector<double>& z, double y, std::vector<double>& sums) const {
    const double power[4] = {1.0, y, y * y, y * y * y};
    test::for_each_moment(order, [&](std::uint32_t p, std::uint32_t i, std::uint32_t j, std::uint32_t l) {
      sums[test::place(p, i, j, l)] += power[p] * z[i] * z[j] * z[l];
    });
  }

  /// In roundings of the terms.
  [[nodiscard]] double error() const {
    support::Worst worst;
    test::for_each_moment(order, [&](std::uint32_t p, std::uint32_t i, std::uint32_t j, std::uint32_t l) {
      const std::size_t at = test::place(p, i, j, l);
      worst.add(support::apart(tiles[at], expected[at]), support::roundoff * size[at]);
    });
    return worst.ratio;
  }

  /// Whether all that is no moment still is a sentinel.
  [[nodiscard]] bool padding_intact() const {
    std::vector<bool> moment(tiles.size());
    test::for_each_moment(order, [&](std::uint32_t p, std::uint32_t i, std::uint32_t j, std::uint32_t l) {
      moment[test::place(p, i, j, l)] = true;
    });
    bool intact = true;
    for (std::size_t at = 0; at < tiles.size(); ++at) {
      intact = intact && (moment[at] || support::bits(tiles[at]) == support::bits(support::sentinel));
    }
    return intact;
  }
};

}  // namespace

TEST_CASE("an entry is found by its three indices in any order") {
  std::vector<float> tiles(test::staircase_floats(6));
  test::for_each_moment(6, [&](std::uint32_t p, std::uint32_t i, std::uint32_t j, std::uint32_t l) {
    std::uint32_t three[3] = {i, j, l};
    do {
      CHECK(core::pool::entry(tiles.data(), three[0], three[1], three[2]) + 4 * p == tiles.data() + test::place(p, i, j, l));
    } while (std::next_permutation(three, three + 3));
  });
}

TEST_CASE("each input moves by the law, 1 to 32 inputs") {
  for (const std::uint32_t dim : support::awkward_extents) {
    if (!affordable(dim)) continue;
    CAPTURE(dim);
    for (const std::uint32_t c : {std::uint32_t{1}, (dim + 2) / 2, dim}) {
      for (const double by : {0.75, -3.0, 16.0}) {
        if (dim > 13 && by != -3.0) continue;
        CAPTURE(c);
        CAPTURE(by);
        Moved moved(dim + 1, c, by);
        core::pool::shift_input(dim + 1, c, support::narrow(by), moved.tiles.data());
        CHECK(moved.error() < 4.0);
        CHECK(moved.padding_intact());
      }
    }
  }
}

TEST_CASE("the target moves by the law, 1 to 32 inputs") {
  for (const std::uint32_t dim : support::awkward_extents) {
    if (!affordable(dim)) continue;
    CAPTURE(dim);
    for (const double by : {0.75, -3.0, 16.0}) {
      if (dim > 13 && by != -3.0) continue;
      CAPTURE(by);
      Moved moved(dim + 1, 0, by);
      core::pool::shift_target(dim + 1, support::narrow(by), moved.tiles.data());
      CHECK(moved.error() < 4.0);
    }
  }
}

TEST_SUITE_END();
