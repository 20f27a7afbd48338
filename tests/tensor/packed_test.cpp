// SPDX-License-Identifier: MIT
#include "tensor/packed.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "motet/detail/plan.hpp"
#include "support/bits.hpp"
#include "tensor/staircase_reference.hpp"

using namespace motet;
using support::Fenced;
using support::wide;

namespace {

Fenced draw(std::size_t count, std::uint64_t seed) {
  support::Random random(seed);
  Fenced floats(count);
  for (std::size_t i = 0; i < count; ++i) floats[i] = support::narrow(random.normal());
  return floats;
}

/// A number in double and the size of the terms that made it.
struct Wide {
  double sum = 0.0;
  double size = 0.0;
  void add(double term) {
    sum += term;
    size += std::fabs(term);
  }
};

/// sum_l v_l sum_p weights_p M_p(i,j,l) over the full tensor.
Wide contract_fully(std::uint32_t order, Fenced& old, Fenced& young, const float* weights, Fenced& v, std::uint32_t i,
                    std::uint32_t j) {
  Wide entry;
  for (std::uint32_t l = 0; l < order; ++l) {
    std::uint32_t index[3] = {i, j, l};
    std::sort(index, index + 3);
    for (std::uint32_t p = 0; p < 4; ++p) {
      const std::size_t at = test::place(p, index[0], index[1], index[2]);
      entry.add(wide(v[l]) * wide(weights[p]) * (wide(old[at]) + wide(young[at])));
    }
  }
  return entry;
}

}  // namespace

TEST_SUITE_BEGIN("tensor/packed");

TEST_CASE("multiply is the product with the full matrix, orders 1 to 32") {
  for (const std::uint32_t order : support::awkward_extents) {
    Fenced a = draw(core::pair_count(order), order);
    Fenced v = draw(order, 100 + order);
    Fenced out(order);
    core::tensor::multiply(order, a.data(), v.data(), out.data());
    CHECK(out.intact());
    support::Worst worst;
    for (std::uint32_t i = 0; i < order; ++i) {
      Wide entry;
      for (std::uint32_t j = 0; j < order; ++j)
        entry.add(wide(a[i < j ? core::pair_index(i, j) : core::pair_index(j, i)]) * wide(v[j]));
      worst.add(support::apart(out[i], entry.sum), (order + 3) * support::roundoff * entry.size);
    }
    CHECK(worst.ratio <= 1.0);
  }
}

TEST_CASE("contract is the contraction of the full tensor, orders 1 to 13") {
  const float weights[4] = {0.5f, -1.0f, 0.25f, 1.5f};
  for (std::uint32_t order = 1; order <= 13; ++order) {
    Fenced old = draw(test::staircase_floats(order), order);
    Fenced young = draw(test::staircase_floats(order), 50 + order);
    Fenced v = draw(order, 100 + order);
    Fenced g(core::packed_floats(order));
    Fenced row(4 * core::row_tiles(order - 1));
    core::tensor::contract({order, old.data(), young.data()}, weights, v.data(), g.data(), row.data());
    CHECK(g.intact());
    CHECK(row.intact());
    support::Worst worst;
    for (std::uint32_t j = 0; j < order; ++j) {
      for (std::uint32_t i = 0; i <= j; ++i) {
        const Wide exact = contract_fully(order, old, young, weights, v, i, j);
        // Five roundings read an entry, one a term of the sum over l and three close it.
        worst.add(support::apart(g[core::pair_index(i, j)], exact.sum), (order + 8) * support::roundoff * exact.size);
      }
    }
    CHECK(worst.ratio <= 1.0);
  }
}

TEST_CASE("contract reads neither the padding of the staircase nor what lies behind v, order 7") {
  const float weights[4] = {1.0f, 1.0f, 1.0f, 1.0f};
  Fenced old = draw(test::staircase_floats(7), 1);
  Fenced spoilt(test::staircase_floats(7));
  test::for_each_moment(7, [&](std::uint32_t p, std::uint32_t i, std::uint32_t j, std::uint32_t l) {
    spoilt[test::place(p, i, j, l)] = old[test::place(p, i, j, l)];
  });
  Fenced young(test::staircase_floats(7), 0.0f);
  Fenced v = draw(7, 3);
  Fenced g(core::packed_floats(7));
  Fenced wanted(core::packed_floats(7));
  Fenced row(4 * core::row_tiles(6));
  core::tensor::contract({7, old.data(), young.data()}, weights, v.data(), wanted.data(), row.data());
  core::tensor::contract({7, spoilt.data(), young.data()}, weights, v.data(), g.data(), row.data());
  for (std::uint32_t at = 0; at < core::pair_count(7); ++at) CHECK(support::bits(g[at]) == support::bits(wanted[at]));
}

TEST_CASE("contracting the moments of one sample gives back its pairs, order 5") {
  const float z[8] = {1.0f, 2.0f, -3.0f, 0.5f, 4.0f};
  const float v[5] = {1.0f, 1.0f, 1.0f, 2.0f, 1.0f};  // v'z = 5
  Fenced tiles(test::staircase_floats(5), 0.0f);
  CHECK(test::accumulate_fenced(5, z, 2.0f, tiles));
  Fenced none(test::staircase_floats(5), 0.0f);
  const float weights[4] = {1.0f, 0.0f, 1.0f, -1.0f};  // 1 + y^2 - y^3 = -3
  Fenced g(core::packed_floats(5));
  Fenced row(4 * core::row_tiles(4));
  core::tensor::contract({5, tiles.data(), none.data()}, weights, v, g.data(), row.data());
  for (std::uint32_t j = 0; j < 5; ++j) {
    for (std::uint32_t i = 0; i <= j; ++i) CHECK(g[core::pair_index(i, j)] == -15.0f * z[i] * z[j]);
  }
}

TEST_SUITE_END();
