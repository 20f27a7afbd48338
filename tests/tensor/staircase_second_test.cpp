// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include "pool/shift.hpp"
#include "support/effort.hpp"
#include "tensor/packed.hpp"
#include "tensor/staircase_reference.hpp"

using namespace motet;
using core::Degree;
using support::Fenced;
using support::wide;

namespace {

constexpr std::uint32_t orders[] = {1, 2, 4, 5, 34, 65, 128, 129};

/// Place of M_p(0,j,l) among the tiles.
std::size_t place(std::uint32_t p, std::uint32_t j, std::uint32_t l) {
  std::size_t tiles = 0;
  for (std::uint32_t row = 0; row < l; ++row) tiles += row / 4 + 1;
  return 16 * (tiles + j / 4) + 4 * p + j % 4;
}

/// Calls visit(p, j, l) for every moment.
template <class Visit>
void for_each_second(std::uint32_t order, Visit visit) {
  for (std::uint32_t l = 0; l < order; ++l) {
    for (std::uint32_t j = 0; j <= l; ++j) {
      for (std::uint32_t p = 0; p < 4; ++p) visit(p, j, l);
    }
  }
}

std::size_t level_floats(std::uint32_t order) { return core::tile_count(order, Degree::second) * core::tile_floats; }

/// A stream in double: moments of (z, y), and of the sizes of their terms.
struct Exact {
  std::vector<double> sum, size;
  Exact(std::uint32_t order, const test::Stream& stream, std::uint32_t c, double by, double off)
      : sum(level_floats(order)), size(level_floats(order)) {
    for (std::uint32_t s = 0; s < stream.count; ++s) {
      const double y = wide(stream.y[s]) - off;
      const double power[4] = {1.0, y, y * y, y * y * y};
      for_each_second(order, [&](std::uint32_t p, std::uint32_t j, std::uint32_t l) {
        const auto at = [&](std::uint32_t i) { return wide(stream.row(s)[i]) - (i == c ? by : 0.0); };
        sum[place(p, j, l)] += power[p] * at(j) * at(l);
        size[place(p, j, l)] += std::fabs(power[p] * at(j) * at(l));
      });
    }
  }
};

/// The same by the library.
Fenced learn(std::uint32_t order, test::Stream& stream) {
  Fenced tiles(level_floats(order), 0.0f);
  for (std::uint32_t s = 0; s < stream.count; ++s) {
    core::tensor::accumulate_second(order, stream.z.data() + s * core::padded(order), stream.y[s], tiles.data());
  }
  return tiles;
}

}  // namespace

TEST_SUITE_BEGIN("tensor/staircase_second");

TEST_CASE("accumulates y^p z_j z_l to the bit, one fused rounding an entry, orders 1 to 129") {
  for (const std::uint32_t order : orders) {
    CAPTURE(order);
    test::Stream stream(order, 20, order);
    const test::Stream given = stream;
    Fenced tiles = learn(order, stream);
    std::vector<float> wanted(level_floats(order));
    for (std::uint32_t s = 0; s < given.count; ++s) {
      const float* z = given.row(s);
      const float y = given.y[s];
      const float power[4] = {1.0f, y, y * y, (y * y) * y};
      for_each_second(order, [&](std::uint32_t p, std::uint32_t j, std::uint32_t l) {
        float& entry = wanted[place(p, j, l)];
        entry = support::fma(z[l] * power[p], z[j], entry);
      });
    }
    int different = 0;
    for_each_second(order, [&](std::uint32_t p, std::uint32_t j, std::uint32_t l) {
      different += support::bits(tiles.data()[place(p, j, l)]) != support::bits(wanted[place(p, j, l)]);
    });
    CHECK(different == 0);
    CHECK(tiles.intact());
  }
}

TEST_CASE("moment, fold, fade and read_second read what was accumulated" * support::needs(support::Effort::full)) {
  for (const std::uint32_t order : orders) {
    CAPTURE(order);
    test::Stream stream(order, 20, order);
    Fenced old = learn(order, stream);
    Fenced young = learn(order, stream);
    const Exact exact(order, stream, 0, 0.0, 0.0);
    const core::tensor::Levels levels{order, old.data(), young.data(), Degree::second};
    const float weights[4] = {0.5f, -1.0f, 2.0f, 0.25f};
    Fenced g(core::packed_floats(order));
    Fenced row(4 * core::row_tiles(order - 1, Degree::second));
    core::tensor::read_second(levels, weights, g.data(), row.data());
    support::Worst worst;
    for_each_second(order, [&](std::uint32_t p, std::uint32_t j, std::uint32_t l) {
      const double moment = 2.0 * exact.sum[place(p, j, l)];
      worst.add(support::apart(core::tensor::moment(levels, p, 0, j, l), moment),
                support::roundoff * exact.size[place(p, j, l)]);
      double wanted = 0.0, size = 0.0;
      for (std::uint32_t q = 0; q < 4; ++q) {
        wanted += 2.0 * wide(weights[q]) * exact.sum[place(q, j, l)];
        size += 2.0 * std::fabs(wide(weights[q])) * exact.size[place(q, j, l)];
      }
      worst.add(support::apart(g.data()[core::pair_index(j, l)], wanted), support::roundoff * size);
    });
    CHECK(worst.ratio < 20.0);
    const float before = core::tensor::moment(levels, 1, 0, 0, order - 1);
    core::tensor::fold(order, old.data(), young.data(), Degree::second);
    CHECK(core::tensor::moment(levels, 1, 0, 0, order - 1) == before);
    core::tensor::fade(order, 0.5f, old.data(), young.data(), Degree::second);
    CHECK(core::tensor::moment(levels, 1, 0, 0, order - 1) == 0.5f * before);
    CHECK(g.intact());
    CHECK(row.intact());
    CHECK(old.intact());
    CHECK(young.intact());
  }
}

TEST_CASE("a unit that is a power of two scales without an error; a shift moves an input and the target" *
          support::needs(support::Effort::full)) {
  for (const std::uint32_t order : {2u, 5u, 34u, 129u}) {
    CAPTURE(order);
    const std::uint32_t c = order / 2;
    test::Stream stream(order, 20, order);
    Fenced tiles = learn(order, stream);
    Fenced plain = learn(order, stream);
    core::tensor::scale_input(order, c, 0.25f, tiles.data(), Degree::second);
    core::tensor::scale_target(order, 2.0f, tiles.data(), Degree::second);
    int different = 0;
    for_each_second(order, [&](std::uint32_t p, std::uint32_t j, std::uint32_t l) {
      float factor = static_cast<float>(1u << p);
      factor *= (j == c ? 0.25f : 1.0f) * (l == c ? 0.25f : 1.0f);
      different += tiles.data()[place(p, j, l)] != factor * plain.data()[place(p, j, l)];
    });
    CHECK(different == 0);

    Fenced moved = learn(order, stream);
    core::pool::shift_input(order, c, 0.75f, moved.data(), Degree::second);
    core::pool::shift_target(order, -0.5f, moved.data(), Degree::second);
    const Exact exact(order, stream, c, 0.75, -0.5);
    support::Worst worst;
    for_each_second(order, [&](std::uint32_t p, std::uint32_t j, std::uint32_t l) {
      CHECK(core::pool::entry(moved.data(), j, 0, l, Degree::second) + 4 * p == moved.data() + place(p, j, l));
      worst.add(support::apart(moved.data()[place(p, j, l)], exact.sum[place(p, j, l)]),
                support::roundoff * (20.0 + exact.size[place(p, j, l)]));
    });
    CHECK(worst.ratio < 40.0);
    CHECK(moved.intact());
    CHECK(tiles.intact());
  }
}

TEST_SUITE_END();
