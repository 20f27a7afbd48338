// SPDX-License-Identifier: MIT
#include "tensor/student.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "support/bits.hpp"
#include "support/effort.hpp"

using namespace motet;
using namespace motet::core::tensor;
using support::bits;
using support::from_bits;
using support::wide;

namespace {

using limits = std::numeric_limits<float>;
constexpr double pi = 3.14159265358979323846;

/// Below 1/2, without a difference of nearly equal numbers.
double exact_tail(double t) {
  const double q = std::sqrt(3.0) / t;
  if (q > 0.1) return (std::atan(q) - q / (1.0 + q * q)) / pi;
  double sum = 0.0;  // of (-1)^k (2k + 2) / (2k + 3) q^2k
  double power = 1.0;
  for (int k = 0; k < 12; ++k, power *= -q * q) sum += (2.0 * k + 2.0) / (2.0 * k + 3.0) * power;
  return q * q * q * sum / pi;
}

double exact_log_density(double t) { return std::log(2.0 / (pi * std::sqrt(3.0))) - 2.0 * std::log1p(t * t / 3.0); }

constexpr std::uint32_t stride = 1000 / support::trials(1000);

}  // namespace

TEST_SUITE_BEGIN("tensor/student");

TEST_CASE("the tail is that of double, from the middle to the last floats") {
  double worst = 0.0;
  for (std::uint32_t at = bits(1e-6f); at <= bits(9e11f); at += 4099 * stride) {
    const double t = wide(from_bits(at));
    worst = std::fmax(worst, support::apart(evaluate_student_tail(from_bits(at)), exact_tail(t)) / exact_tail(t));
  }
  CHECK(worst <= 1.1e-6);
  CHECK(worst > 2e-7);
}

TEST_CASE("below the middle the tail is one less that above") {
  for (float t = 0.0f; t < 20.0f; t += 0.37f) {
    CHECK(support::apart(evaluate_student_tail(-t), 1.0 - wide(evaluate_student_tail(t))) <= support::roundoff);
  }
  CHECK(evaluate_student_tail(0.0f) == 0.5f);
}

TEST_CASE("the log density is that of double for every finite t") {
  double worst = 0.0;
  for (std::uint32_t at = bits(1e-6f); at <= bits(limits::max()); at += 8191 * stride) {
    const double exact = exact_log_density(wide(from_bits(at)));
    worst = std::fmax(worst, support::apart(evaluate_student_log_density(from_bits(at)), exact) / (std::fabs(exact) + 1.0));
  }
  CHECK(worst <= 4.0 * support::roundoff);
  for (const float t : {0.0f, 0.3f, -2.0f, 40.0f, 999.0f, -1001.0f, 1e9f}) {
    for (const float scale : {1e-15f, 0.02f, 1.0f, 3e7f, 1e20f}) {
      const double exact = exact_log_density(wide(t)) - std::log(wide(scale));
      CHECK(support::apart(evaluate_student_log_density(t, scale), exact) < 1e-6 * (std::fabs(exact) + 50.0));
    }
  }
  CHECK(bits(evaluate_student_log_density(-3.0f)) == bits(evaluate_student_log_density(3.0f)));
}

TEST_CASE("the bound of a quantile leaves less beyond it, and not less than half in the far tail") {
  for (double tail = 0.5; tail > 1e-7; tail *= 0.7) {
    const float bound = bound_student_quantile(support::narrow(tail));
    CHECK(wide(evaluate_student_tail(bound)) <= tail);
    if (tail < 1e-3) CHECK(wide(evaluate_student_tail(bound)) > 0.9 * tail);
  }
}

TEST_CASE("infinity and NaN are no trouble") {
  CHECK(evaluate_student_tail(limits::infinity()) == 0.0f);
  CHECK(evaluate_student_tail(-limits::infinity()) == 1.0f);
  CHECK(evaluate_student_tail(limits::quiet_NaN()) == 0.0f);
}

TEST_SUITE_END();
