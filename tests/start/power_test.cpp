// SPDX-License-Identifier: MIT
#include "start/power.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "support/bits.hpp"
#include "support/random.hpp"

using namespace motet;
using support::Fenced;
using support::wide;

namespace {

/// Ceilings of the power iteration.
struct Limits {
  std::uint32_t starts;
  std::uint32_t iterations;
};

constexpr Limits usual{12, 50};

/// Random orthonormal rows.
std::vector<double> draw_rotation(std::uint32_t order, std::uint64_t seed) {
  support::Random random(seed);
  std::vector<double> q(order * order);
  for (std::uint32_t e = 0; e < order; ++e) {
    double* row = &q[e * order];
    for (std::uint32_t j = 0; j < order; ++j) row[j] = random.normal();
    for (int twice = 0; twice < 2; ++twice) {
      for (std::uint32_t f = 0; f < e; ++f) {
        double along = 0.0;
        for (std::uint32_t j = 0; j < order; ++j) along += row[j] * q[f * order + j];
        for (std::uint32_t j = 0; j < order; ++j) row[j] -= along * q[f * order + j];
      }
    }
    double square = 0.0;
    for (std::uint32_t j = 0; j < order; ++j) square += row[j] * row[j];
    for (std::uint32_t j = 0; j < order; ++j) row[j] /= std::sqrt(square);
  }
  return q;
}

/// sum_e lambda_e v_e (x) v_e (x) v_e over the rows of `q`.
Fenced build(std::uint32_t order, const std::vector<double>& lambda, const std::vector<double>& q) {
  Fenced cube(order * order * order);
  for (std::uint32_t a = 0; a < order; ++a) {
    for (std::uint32_t b = 0; b < order; ++b) {
      for (std::uint32_t c = 0; c < order; ++c) {
        double sum = 0.0;
        for (std::size_t e = 0; e < lambda.size(); ++e)
          sum += lambda[e] * q[e * order + a] * q[e * order + b] * q[e * order + c];
        cube[(a * order + b) * order + c] = support::narrow(sum);
      }
    }
  }
  return cube;
}

/// One search with everything fenced.
struct Search {
  Fenced v, trial, image;
  core::solve::Component found;

  Search(std::uint32_t order, Fenced& cube, const Limits& limits = usual) : v(order), trial(order), image(order) {
    for (std::uint32_t start = 0; start < limits.starts; ++start) {
      core::Climb climb;
      core::solve::begin_start(order, cube.data(), start, climb, trial.data(), image.data());
      core::solve::iterate(order, cube.data(), limits.iterations, climb, trial.data(), image.data());
      core::solve::keep_larger(order, start, climb, trial.data(), image.data(), found, v.data());
    }
  }
  [[nodiscard]] bool intact() const { return v.intact() && trial.intact() && image.intact(); }
};

/// 1 - |cos| of the angle between v and row e of q.
double miss(std::uint32_t order, Fenced& v, const std::vector<double>& q, std::uint32_t e) {
  double along = 0.0;
  for (std::uint32_t j = 0; j < order; ++j) along += wide(v[j]) * q[e * order + j];
  return 1.0 - along;
}

}  // namespace

TEST_SUITE_BEGIN("start/power");

TEST_CASE("lambda is T(v,v,v) and the residual is |T(.,v,v) - lambda v| / lambda in double, order 4") {
  support::Random random(1);
  Fenced cube = build(4, {3.0, 2.0, 1.0, 0.5}, draw_rotation(4, 1));
  for (std::uint32_t at = 0; at < 4; ++at) cube[(at * 4 + at) * 4 + at] += 0.3f;  // no longer orthogonal
  Search search(4, cube);
  double image[4] = {};
  double lambda = 0.0, length = 0.0, off = 0.0;
  for (std::uint32_t a = 0; a < 4; ++a) {
    for (std::uint32_t b = 0; b < 4; ++b) {
      for (std::uint32_t c = 0; c < 4; ++c) image[a] += wide(cube[(a * 4 + b) * 4 + c]) * wide(search.v[b]) * wide(search.v[c]);
    }
    lambda += image[a] * wide(search.v[a]);
    length += wide(search.v[a]) * wide(search.v[a]);
  }
  for (std::uint32_t a = 0; a < 4; ++a)
    off += (image[a] - lambda * wide(search.v[a])) * (image[a] - lambda * wide(search.v[a]));
  CHECK(support::apart(search.found.lambda, lambda) <= 20.0 * support::roundoff * lambda);
  CHECK(support::apart(length, 1.0) <= 8.0 * support::roundoff);
  CHECK(support::apart(search.found.residual, std::sqrt(off) / lambda) <= 20.0 * support::roundoff);
  CHECK(search.found.residual < 1e-5f);
}

TEST_CASE("deflate takes lambda v (x) v (x) v out, orders 1 to 8") {
  for (std::uint32_t order = 1; order <= 8; ++order) {
    const std::vector<double> q = draw_rotation(order, order);
    Fenced cube = build(order, {2.0}, q);
    Fenced before = cube;
    Fenced v(order);
    for (std::uint32_t j = 0; j < order; ++j) v[j] = support::narrow(q[j]);
    core::solve::deflate(order, 0.75f, v.data(), cube.data());
    CHECK(cube.intact());
    for (std::uint32_t a = 0; a < order; ++a) {
      for (std::uint32_t b = 0; b < order; ++b) {
        for (std::uint32_t c = 0; c < order; ++c) {
          const std::uint32_t at = (a * order + b) * order + c;
          const double exact = wide(before[at]) - 0.75 * wide(v[a]) * wide(v[b]) * wide(v[c]);
          CHECK(support::apart(cube[at], exact) <= 4.0 * support::roundoff * (std::fabs(wide(before[at])) + 0.75));
        }
      }
    }
  }
}

TEST_CASE("a zero tensor has no component: lambda 0, not converged") {
  Fenced cube(27, 0.0f);
  const Search search(3, cube);
  CHECK(search.found.lambda == 0.0f);
  CHECK(search.found.residual == 0.0f);
  CHECK_FALSE(search.found.converged);
  CHECK(search.intact());
}

TEST_CASE("a tensor with a NaN comes to its end and claims nothing") {
  Fenced cube = build(3, {2.0, 1.0}, draw_rotation(3, 2));
  cube[13] = support::sentinel;
  const Search search(3, cube);
  CHECK_FALSE(search.found.converged);
  CHECK(search.found.iterations <= usual.iterations);
}

TEST_CASE("iterations stop at their limit and say so, order 5") {
  Fenced cube = build(5, {1.0, 1.0, 1.0, 1.0, 1.0}, draw_rotation(5, 3));
  const Search search(5, cube, {1, 1});
  CHECK(search.found.iterations == 1);
  CHECK_FALSE(search.found.converged);
  CHECK(search.found.residual > 1e-3f);
}

TEST_CASE("finds every component of an orthogonal tensor by deflation, the largest first, orders 1 to 8") {
  const std::vector<double> weights = {5.0, 3.0, 2.5, 2.0, 1.5, 1.2, 1.1, 1.0};
  for (std::uint32_t order = 1; order <= 8; ++order) {
    const std::vector<double> q = draw_rotation(order, 40 + order);
    const std::vector<double> lambda(weights.begin(), weights.begin() + order);
    Fenced cube = build(order, lambda, q);
    for (std::uint32_t e = 0; e < order; ++e) {
      Search search(order, cube);
      CAPTURE(order);
      CAPTURE(e);
      // The entries of the tensor are rounded, and what deflation leaves of those before comes on top.
      CHECK(support::apart(search.found.lambda, lambda[e]) <= 5.0 * (e + 2) * order * support::roundoff * 5.0);
      CHECK(miss(order, search.v, q, e) <= 1e-6);
      CHECK(search.found.converged);
      CHECK(search.found.residual <= 1e-5f);
      CHECK(search.intact());
      core::solve::deflate(order, search.found.lambda, search.v.data(), cube.data());
    }
    // Nothing is left.
    double left = 0.0;
    for (std::uint32_t at = 0; at < order * order * order; ++at) left = std::fmax(left, std::fabs(wide(cube[at])));
    CHECK(left <= 5e-5);
  }
}

TEST_CASE("finds fewer components than the order has axes, 5 x 3") {
  const std::vector<double> q = draw_rotation(5, 60);
  Fenced cube = build(5, {2.0, 1.6, 1.4}, q);
  for (std::uint32_t e = 0; e < 3; ++e) {
    Search search(5, cube);
    CHECK(miss(5, search.v, q, e) <= 1e-6);
    core::solve::deflate(5, search.found.lambda, search.v.data(), cube.data());
  }
}

TEST_CASE("a component of negative weight comes out with the direction turned, and its weight positive") {
  const std::vector<double> q = draw_rotation(4, 70);
  Fenced cube = build(4, {-2.0}, q);
  Search search(4, cube);
  CHECK(support::apart(search.found.lambda, 2.0) <= 1e-5);
  CHECK(support::apart(miss(4, search.v, q, 0), 2.0) <= 1e-5);
}

TEST_CASE("the same tensor gives the same bits again, order 6") {
  Fenced cube = build(6, {2.0, 2.0, 2.0, 1.0}, draw_rotation(6, 80));
  Search first(6, cube);
  Search second(6, cube);
  for (std::uint32_t j = 0; j < 6; ++j) CHECK(support::bits(first.v[j]) == support::bits(second.v[j]));
  CHECK(first.found.lambda == second.found.lambda);
}

TEST_SUITE_END();
