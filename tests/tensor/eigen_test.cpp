// SPDX-License-Identifier: MIT
#include "tensor/eigen.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "motet/detail/plan.hpp"
#include "support/bits.hpp"
#include "support/random.hpp"

using namespace motet;
using support::Fenced;
using support::wide;

namespace {

/// A decomposition with everything fenced.
struct Result {
  std::uint32_t order;
  std::uint32_t stride;
  Fenced values;
  Fenced vectors;
  bool intact;

  [[nodiscard]] double vector(std::uint32_t e, std::uint32_t i) { return wide(vectors[e * stride + i]); }
};

Result decompose(std::uint32_t order, Fenced a, std::uint32_t stride) {
  Result result{order, stride, Fenced(order), Fenced(order * stride), false};
  core::tensor::decompose_symmetric(order, a.data(), result.values.data(), result.vectors.data(), stride);
  result.intact = a.intact() && result.values.intact() && result.vectors.intact();
  return result;
}

/// "A few units" of the largest value: an entry is rotated some 10 order times, off by a rounding each time, at random.
double bound_of(std::uint32_t order, double largest) { return 4.0 * std::sqrt(order + 4.0) * 0x1p-23 * largest; }

/// The same for V: a rotation's c^2 + s^2 is off by up to 4 roundings, which change the length of both its rows.
double skew_bound_of(std::uint32_t order) { return 4.0 * std::sqrt(10.0 * order) * 0x1p-23; }

/// Largest |A - V diag V'|.
double measure_residual(Fenced& a, Result& r) {
  double worst = 0.0;
  for (std::uint32_t j = 0; j < r.order; ++j) {
    for (std::uint32_t i = 0; i <= j; ++i) {
      double sum = 0.0;
      for (std::uint32_t e = 0; e < r.order; ++e) sum += wide(r.values[e]) * r.vector(e, i) * r.vector(e, j);
      worst = std::fmax(worst, support::apart(sum, a[core::pair_index(i, j)]));
    }
  }
  return worst;
}

/// Largest |V V' - I|.
double measure_skew(Result& r) {
  double worst = 0.0;
  for (std::uint32_t e = 0; e < r.order; ++e) {
    for (std::uint32_t f = 0; f <= e; ++f) {
      double sum = e == f ? -1.0 : 0.0;
      for (std::uint32_t i = 0; i < r.order; ++i) sum += r.vector(e, i) * r.vector(f, i);
      worst = std::fmax(worst, std::fabs(sum));
    }
  }
  return worst;
}

bool falls(Result& r) {
  bool falling = true;
  for (std::uint32_t e = 1; e < r.order; ++e) falling = falling && r.values[e - 1] >= r.values[e];
  return falling;
}

/// Q diag(values) Q' with a random rotation Q.
Fenced mix(const std::vector<double>& values, std::uint64_t seed) {
  const std::uint32_t order = static_cast<std::uint32_t>(values.size());
  support::Random random(seed);
  std::vector<double> q(order * order);
  for (std::uint32_t e = 0; e < order; ++e) {
    double* row = &q[e * order];
    for (std::uint32_t j = 0; j < order; ++j) row[j] = random.normal();
    for (std::uint32_t f = 0; f <= 2 * e; ++f) {  // Gram and Schmidt, twice; then the length
      const double* other = &q[(f % (e + 1)) * order];
      if (f % (e + 1) == e) continue;
      double along = 0.0;
      for (std::uint32_t j = 0; j < order; ++j) along += row[j] * other[j];
      for (std::uint32_t j = 0; j < order; ++j) row[j] -= along * other[j];
    }
    double square = 0.0;
    for (std::uint32_t j = 0; j < order; ++j) square += row[j] * row[j];
    for (std::uint32_t j = 0; j < order; ++j) row[j] /= std::sqrt(square);
  }
  Fenced a(core::pair_count(order));
  for (std::uint32_t j = 0; j < order; ++j) {
    for (std::uint32_t i = 0; i <= j; ++i) {
      double sum = 0.0;
      for (std::uint32_t e = 0; e < order; ++e) sum += values[e] * q[e * order + i] * q[e * order + j];
      a[core::pair_index(i, j)] = support::narrow(sum);
    }
  }
  return a;
}

}  // namespace

TEST_SUITE_BEGIN("tensor/eigen");

TEST_CASE("V diag V' is the matrix, V is orthonormal and the values fall, orders 1 to 32") {
  for (const std::uint32_t order : support::awkward_extents) {
    CAPTURE(order);
    support::Random random(order);
    Fenced a(core::pair_count(order));
    for (std::uint32_t at = 0; at < core::pair_count(order); ++at) a[at] = support::narrow(random.normal());
    Result r = decompose(order, a, core::padded(order));
    CHECK(r.intact);
    CHECK(falls(r));
    const double largest = std::fmax(std::fabs(wide(r.values[0])), std::fabs(wide(r.values[order - 1])));
    CHECK(measure_residual(a, r) <= bound_of(order, largest));
    CHECK(measure_skew(r) <= skew_bound_of(order));
  }
}

TEST_CASE("a matrix with a NaN comes to an end and writes nothing beyond, order 6") {
  for (std::uint32_t at = 0; at < core::pair_count(6); at += 4) {
    Fenced a = mix({6.0, 5.0, 4.0, 3.0, 2.0, 1.0}, 1);
    a[at] = support::sentinel;
    CHECK(decompose(6, a, 8).intact);
  }
}

TEST_CASE("rows behind the order become zero up to the stride, orders 1 to 9 x strides 12 and 17") {
  for (std::uint32_t order = 1; order <= 9; ++order) {
    for (const std::uint32_t stride : {12u, 17u}) {
      Result r = decompose(order, mix(std::vector<double>(order, 1.5), order), stride);
      CHECK(r.intact);
      for (std::uint32_t e = 0; e < order; ++e) {
        for (std::uint32_t i = order; i < stride; ++i) CHECK(support::bits(r.vectors[e * stride + i]) == 0);
      }
    }
  }
}

TEST_CASE("a diagonal matrix keeps its values and is only put in order, order 4") {
  Fenced a(core::pair_count(4), 0.0f);
  const float diagonal[4] = {-3.0f, 0.5f, 7.0f, 0.0f};
  for (std::uint32_t j = 0; j < 4; ++j) a[core::pair_index(j, j)] = diagonal[j];
  Result r = decompose(4, a, 4);
  const float values[4] = {7.0f, 0.5f, 0.0f, -3.0f};
  const std::uint32_t axis[4] = {2, 1, 3, 0};
  for (std::uint32_t e = 0; e < 4; ++e) {
    CHECK(r.values[e] == values[e]);
    for (std::uint32_t i = 0; i < 4; ++i) CHECK(r.vector(e, i) == (i == axis[e] ? 1.0 : 0.0));
  }
}

TEST_CASE("order 1 and the zero matrix are their own answer") {
  Result one = decompose(1, Fenced(1, -2.5f), 4);
  CHECK(one.values[0] == -2.5f);
  CHECK(one.vectors[0] == 1.0f);
  Result zero = decompose(5, Fenced(core::pair_count(5), 0.0f), 8);
  for (std::uint32_t e = 0; e < 5; ++e) CHECK(zero.values[e] == 0.0f);
  CHECK(measure_skew(zero) == 0.0);
}

TEST_CASE("finds known eigenvalues, repeated and negative ones too, whatever the scale, order 7") {
  const std::vector<double> known = {5.0, 2.0, 2.0, 2.0, 0.25, 0.0, -4.0};
  for (const double scale : {1e-9, 1.0, 1e9}) {
    std::vector<double> values = known;
    for (double& each : values) each *= scale;
    Fenced a = mix(values, 3);
    Result r = decompose(7, a, 8);
    for (std::uint32_t e = 0; e < 7; ++e) CHECK(support::apart(r.values[e], values[e]) <= bound_of(7, 5.0 * scale));
    CHECK(measure_residual(a, r) <= bound_of(7, 5.0 * scale));
    CHECK(measure_skew(r) <= skew_bound_of(7));
  }
}

TEST_CASE("tells an exactly collinear direction from the others, order 32") {
  std::vector<double> values(32, 1.0);
  values[0] = 20.0;
  values[31] = 0.0;
  Result r = decompose(32, mix(values, 9), 32);
  CHECK(support::apart(r.values[0], 20.0) <= bound_of(32, 20.0));
  CHECK(std::fabs(wide(r.values[31])) <= bound_of(32, 20.0));
  for (std::uint32_t e = 1; e < 31; ++e) CHECK(support::apart(r.values[e], 1.0) <= bound_of(32, 20.0));
}

TEST_CASE("finds the eigenvector of a known pair, 2 x 2") {
  Fenced a(3);
  a[0] = 2.0f;
  a[1] = 1.0f;
  a[2] = 2.0f;
  Result r = decompose(2, a, 4);
  CHECK(support::apart(r.values[0], 3.0) <= bound_of(2, 3.0));
  CHECK(support::apart(r.values[1], 1.0) <= bound_of(2, 3.0));
  CHECK(std::fabs(r.vector(0, 0) - r.vector(0, 1)) <= bound_of(2, 1.0));
  CHECK(std::fabs(r.vector(1, 0) + r.vector(1, 1)) <= bound_of(2, 1.0));
}

TEST_SUITE_END();
