// SPDX-License-Identifier: MIT
#include "tensor/normal.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "support/bits.hpp"
#include "support/effort.hpp"

using namespace motet;
using core::tensor::evaluate_normal;
using support::bits;
using support::from_bits;
using support::wide;

namespace {

using limits = std::numeric_limits<float>;

// The bounds of normal.hpp.
constexpr double tail_bound = 4.5e-7;
constexpr double density_bound = 2.1e-7;

double exact_tail(double z) { return 0.5 * std::erfc(z / std::sqrt(2.0)); }
double exact_density(double z) { return 0.398942280401432678 * std::exp(-0.5 * z * z); }

/// One of these many is tried.
constexpr std::uint32_t stride = 1000 / support::trials(1000);

}  // namespace

TEST_SUITE_BEGIN("tensor/normal");

TEST_CASE("tail and density are those of erfc and exp in double, to 12.9 deviations") {
  double tail = 0.0, density = 0.0;
  for (std::uint32_t at = bits(1e-6f); at <= bits(12.9f); at += 61 * stride) {
    const double z = wide(from_bits(at));
    const core::tensor::Normal normal = evaluate_normal(from_bits(at));
    tail = std::fmax(tail, support::apart(normal.tail, exact_tail(z)) / exact_tail(z));
    density = std::fmax(density, support::apart(normal.density, exact_density(z)) / exact_density(z));
  }
  CHECK(tail <= tail_bound);
  CHECK(density <= density_bound);
  const double witness = wide(0x1.4b3534p+1f);
  const double error = support::apart(evaluate_normal(0x1.4b3534p+1f).tail, exact_tail(witness)) / exact_tail(witness);
  CHECK(error > 4.4e-7);
  CHECK(error <= tail_bound);
}

TEST_CASE("below the middle the tail is one less that above, and the density the same") {
  for (float z = 0.0f; z < 14.0f; z += 0.37f) {
    CHECK(bits(evaluate_normal(-z).density) == bits(evaluate_normal(z).density));
    CHECK(support::apart(evaluate_normal(-z).tail, 1.0 - wide(evaluate_normal(z).tail)) <= support::roundoff);
  }
  CHECK(support::apart(evaluate_normal(0.0f).tail, 0.5) <= 0.5 * tail_bound);
}

TEST_CASE("the tail falls from end to end in steps of a thousandth") {
  const float spacing = 0.001f * static_cast<float>(stride);
  int rises = 0;
  for (float z = -5.0f; z < 13.0f; z += spacing) rises += evaluate_normal(z).tail < evaluate_normal(z + 0.001f).tail;
  CHECK(rises == 0);
}

TEST_CASE("beyond 12.9 deviations nothing is left, and infinity and NaN are no trouble") {
  CHECK(evaluate_normal(12.9f).tail >= limits::min());
  for (const float far : {12.91f, 1e10f, limits::max(), limits::infinity()}) {
    CHECK(evaluate_normal(far).tail == 0.0f);
    CHECK(evaluate_normal(-far).tail == 1.0f);
    CHECK(evaluate_normal(far).density == 0.0f);
  }
  CHECK(evaluate_normal(limits::quiet_NaN()).tail == 0.0f);
  CHECK(evaluate_normal(limits::quiet_NaN()).density == 0.0f);
}

TEST_SUITE_END();
