// SPDX-License-Identifier: MIT
#include "tensor/inverse.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "motet/detail/adaptation.hpp"
#include "support/bits.hpp"
#include "support/dense.hpp"
#include "support/effort.hpp"
#include "support/random.hpp"

using namespace motet;
using support::Fenced;
using support::wide;

namespace {

constexpr float unbounded = 1e30f;

/// A factored inverse beside its information matrix in double.
struct Pair {
  Pair(std::uint32_t n, float information) : order(n), p(core::inverse_floats(n)), s(n) {
    core::tensor::clear_inverse(n, information, p.data());
    for (std::uint32_t j = 0; j < n; ++j) s(j, j) = wide(information);
  }

  /// Takes a sample in on both sides; returns gain / result, which is P z of the P after.
  std::vector<double> absorb(float weight, float keep, float largest, Fenced& z) {
    Fenced f(core::padded(order)), gain(core::padded(order));
    static_cast<void>(core::tensor::project(order, p.data(), z.data(), f.data()));
    const float grown = core::tensor::absorb(order, weight, keep, largest, f.data(), p.data(), gain.data());
    CHECK(gain.intact());
    CHECK(p.intact());
    std::vector<double> after(order);
    for (std::uint32_t j = 0; j < order; ++j) {
      after[j] = wide(gain[j]) / wide(grown);
      for (std::uint32_t i = 0; i < order; ++i) s(j, i) = wide(keep) * s(j, i) + wide(weight) * wide(z[i]) * wide(z[j]);
    }
    return after;
  }

  /// P v by the library.
  std::vector<double> apply(Fenced& v) {
    Fenced out(core::padded(order));
    core::tensor::apply_inverse(order, p.data(), v.data(), out.data());
    CHECK(out.intact());
    std::vector<double> result(order);
    for (std::uint32_t j = 0; j < order; ++j) result[j] = wide(out[j]);
    return result;
  }

  /// S^-1 v in double.
  [[nodiscard]] std::vector<double> solve(Fenced& v) const {
    std::vector<double> rhs(order);
    for (std::uint32_t j = 0; j < order; ++j) rhs[j] = wide(v[j]);
    return support::solve_definite(s, rhs, 0.0);
  }

  std::uint32_t order;
  Fenced p;
  support::Symmetric s;
};

/// order normal floats, zeros to the end of the word.
[[nodiscard]] Fenced draw(support::Random& random, std::uint32_t order) {
  Fenced z(core::padded(order), 0.0f);
  for (std::uint32_t j = 0; j < order; ++j) z[j] = support::narrow(random.normal());
  return z;
}

[[nodiscard]] double distance(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0.0, size = 0.0;
  for (std::size_t j = 0; j < a.size(); ++j) {
    sum += (a[j] - b[j]) * (a[j] - b[j]);
    size += b[j] * b[j];
  }
  return std::sqrt(sum / size);
}

[[nodiscard]] bool positive(Pair& pair, float largest) {
  bool good = true;
  for (std::uint32_t j = 0; j < pair.order; ++j) good &= pair.p[j] > 0.0f && pair.p[j] <= largest;
  return good;
}

}  // namespace

TEST_SUITE_BEGIN("tensor/inverse");

TEST_CASE("inverse_floats is the diagonal and every column in whole words, 1 to 33") {
  for (std::uint32_t order = 1; order <= 33; ++order) {
    std::uint32_t floats = core::padded(order);
    for (std::uint32_t j = 1; j < order; ++j) floats += core::padded(j);
    CHECK(core::inverse_floats(order) == floats);
  }
}

TEST_CASE("absorb follows the information matrix, and the gain is P z, 1 to 33") {
  for (const std::uint32_t order : {1u, 2u, 3u, 4u, 5u, 7u, 8u, 9u, 13u, 32u, 33u}) {
    support::Random random(order);
    Pair pair(order, 0.5f);
    for (int t = 0; t < 200; ++t) {
      Fenced z = draw(random, order);
      const std::vector<double> gain = pair.absorb(0.02f, 0.98f, unbounded, z);
      if (t % 40 == 0) CHECK(distance(gain, pair.solve(z)) < 1e-4);
    }
    Fenced v = draw(random, order);
    CHECK(distance(pair.apply(v), pair.solve(v)) < 1e-4);
    CHECK(positive(pair, unbounded));
  }
}

TEST_CASE("project gives the square z'P z and absorb one plus its weighted sum") {
  support::Random random(7);
  Pair pair(6, 1.0f);
  for (int t = 0; t < 50; ++t) {
    Fenced z = draw(random, 6);
    pair.absorb(0.1f, 0.9f, unbounded, z);
  }
  Fenced z = draw(random, 6), f(8), gain(8);
  const std::vector<double> solved = pair.solve(z);
  double square = 0.0;
  for (std::uint32_t j = 0; j < 6; ++j) square += wide(z[j]) * solved[j];
  CHECK(support::apart(core::tensor::project(6, pair.p.data(), z.data(), f.data()), square) < 1e-5 * square);
  const float grown = core::tensor::absorb(6, 0.1f, 0.5f, unbounded, f.data(), pair.p.data(), gain.data());
  CHECK(support::apart(grown, 1.0 + 0.1 * square / 0.5) < 1e-5 * wide(grown));
}

TEST_CASE("a sample of no weight leaves the inverse as it is, to the bit") {
  support::Random random(3);
  Pair pair(5, 1.0f);
  for (int t = 0; t < 30; ++t) {
    Fenced z = draw(random, 5);
    pair.absorb(0.1f, 0.9f, unbounded, z);
  }
  const support::Snapshot before(pair.p.data(), core::inverse_floats(5) * sizeof(float));
  Fenced z = draw(random, 5);
  pair.absorb(0.0f, 1.0f, unbounded, z);
  CHECK(before.unchanged());
}

TEST_CASE("what no sample excites is forgotten so far and no further, collinear inputs, 4") {
  support::Random random(4);
  Pair pair(4, 1.0f);
  for (std::uint32_t t = 0; t < support::trials(100000); ++t) {
    Fenced z = draw(random, 4);
    z[2] = z[0];
    z[3] = 1.0f;
    pair.absorb(0.01f, 0.99f, 1000.0f, z);
  }
  CHECK(positive(pair, 1000.0f));
  CHECK(pair.p[2] == 1000.0f);
  Fenced excited(4, 0.0f);
  excited[0] = excited[2] = 1.0f;
  const std::vector<double> gain = pair.apply(excited);
  CHECK(gain[0] + gain[2] == doctest::Approx(1.0).epsilon(0.2));  // P of (z0 + z2) = 1 / E[z0^2]
}

TEST_CASE("a sample of 4096 units after tiny ones leaves it positive and finite, 5") {
  Pair pair(5, 0.01f);
  support::Random random(5);
  for (int t = 0; t < 2000; ++t) {
    Fenced z = draw(random, 5);
    for (std::uint32_t j = 0; j < 5; ++j) z[j] *= t % 100 == 7 ? 4096.0f : t % 2 == 0 ? 1e-6f : 1.0f;
    pair.absorb(0.5f, 0.5f, 1e5f, z);
    CHECK(positive(pair, 1e5f));
  }
}

TEST_CASE("a coordinate in another unit: what the matrix says does not change by a bit, 1 to 9 coordinates") {
  for (std::uint32_t order = 1; order <= 9; ++order) {
    support::Random random(order);
    Pair pair(order, 0.1f);
    for (int t = 0; t < 30; ++t) {
      Fenced z = draw(random, order);
      pair.absorb(0.1f, 0.95f, unbounded, z);
    }
    for (std::uint32_t j = 0; j < order; ++j) {
      for (const float factor : {0.5f, 0x1p-12f, 0x1p9f}) {
        Fenced z = draw(random, order), f(core::padded(order));
        const float before = core::tensor::project(order, pair.p.data(), z.data(), f.data());
        core::tensor::scale_inverse(order, j, factor, pair.p.data());
        z[j] *= factor;
        CHECK(core::tensor::project(order, pair.p.data(), z.data(), f.data()) == before);
        CHECK(pair.p.intact());
      }
    }
  }
}

TEST_CASE("a unit that goes too far leaves finite numbers") {
  Pair pair(4, 1e-9f);
  Fenced z = Fenced(4, 1.0f);
  pair.absorb(0.5f, 0.5f, unbounded, z);
  for (int t = 0; t < 20; ++t) core::tensor::scale_inverse(4, 1, 0x1p-40f, pair.p.data());
  for (int t = 0; t < 20; ++t) core::tensor::forget(4, 0x1p-30f, pair.p.data());
  for (std::uint32_t at = 0; at < core::inverse_floats(4); ++at) CHECK(std::fabs(pair.p[at]) <= 1e25f);
}

TEST_CASE("forget divides every variance") {
  Pair pair(3, 0.5f);
  core::tensor::forget(3, 0.25f, pair.p.data());
  for (std::uint32_t j = 0; j < 3; ++j) CHECK(pair.p[j] == 8.0f);
}

TEST_CASE("what is left of a coordinate by rounding alone is no news") {
  Pair pair(2, 1e-9f);
  Fenced z(4, 0.0f);
  support::Random random(3);
  for (int t = 0; t < 100; ++t) {
    z[0] = support::narrow(random.normal());
    z[1] = z[0] * 3.0f;
    pair.absorb(0.1f, 0.9f, 1e9f, z);
  }
  Fenced f(4);
  CHECK(core::tensor::project(2, pair.p.data(), z.data(), f.data()) < 100.0f);
  CHECK(f[1] == 0.0f);
}

TEST_SUITE_END();
