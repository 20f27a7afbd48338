// SPDX-License-Identifier: MIT
#include "tensor/elementary.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "support/bits.hpp"
#include "support/effort.hpp"

using namespace motet;
using core::tensor::exponential;
using core::tensor::logarithm;
using support::bits;
using support::from_bits;
using support::wide;

namespace {

using limits = std::numeric_limits<float>;

// The bounds of elementary.hpp, in units of the last place of the exact result.
constexpr double exponential_bound = 1.02;
constexpr double logarithm_bound = 0.89;

/// |value - exact| in units of the last place of a normal `exact`.
double ulps(float value, double exact) { return std::fabs(wide(value) - exact) / std::ldexp(1.0, std::ilogb(exact) - 23); }

double exponential_error(float x) { return ulps(exponential(x), std::exp(wide(x))); }
double logarithm_error(float x) { return ulps(logarithm(x), std::log(wide(x))); }

/// One of these many is tried.
constexpr std::uint32_t stride = 1000 / support::trials(1000);

/// The largest error over every `step`-th float from `low` to `high`, both of one sign.
template <class Error>
double sweep(float low, float high, std::uint32_t step, Error error) {
  double worst = 0.0;
  for (std::uint32_t at = bits(low); at <= bits(high); at += step * stride) worst = std::fmax(worst, error(from_bits(at)));
  return worst;
}

}  // namespace

TEST_SUITE_BEGIN("tensor/elementary");

TEST_CASE("exponential is within 1.02 units of the last place of e^x") {
  CHECK(sweep(1e-10f, 88.72f, 1009, exponential_error) <= exponential_bound);
  CHECK(sweep(-1e-10f, -87.33f, 1009, exponential_error) <= exponential_bound);
  const double witness = exponential_error(0x1.04a296p+4f);
  CHECK(witness > 1.019);
  CHECK(witness <= exponential_bound);
}

TEST_CASE("logarithm is within 0.89 units of the last place of ln x") {
  CHECK(sweep(limits::denorm_min(), 0.5f, 4099, logarithm_error) <= logarithm_bound);
  CHECK(sweep(0.5f, 0x1.fffffep-1f, 61, logarithm_error) <= logarithm_bound);
  CHECK(sweep(0x1.000002p+0f, 2.0f, 61, logarithm_error) <= logarithm_bound);
  CHECK(sweep(2.0f, limits::max(), 4099, logarithm_error) <= logarithm_bound);
  const double witness = logarithm_error(0x1.69c43cp-1f);
  CHECK(witness > 0.889);
  CHECK(witness <= logarithm_bound);
}

TEST_CASE("exponential and logarithm are exact where the answer is") {
  CHECK(exponential(0.0f) == 1.0f);
  CHECK(exponential(-0.0f) == 1.0f);
  CHECK(exponential(limits::denorm_min()) == 1.0f);
  CHECK(exponential(-1e-30f) == 1.0f);
  CHECK(bits(logarithm(1.0f)) == bits(0.0f));
}

TEST_CASE("exponential ends at zero below -87.33 and at the largest float above 88.72") {
  CHECK(exponential(-87.33f) >= limits::min());
  CHECK(exponential(std::nextafter(-87.33f, -100.0f)) == 0.0f);
  CHECK(exponential(-limits::infinity()) == 0.0f);
  CHECK(exponential(-limits::max()) == 0.0f);
  CHECK(exponential(88.72f) < limits::max());
  CHECK(exponential(std::nextafter(88.72f, 100.0f)) == limits::max());
  CHECK(exponential(limits::infinity()) == limits::max());
  CHECK(exponential(limits::quiet_NaN()) == 0.0f);
}

TEST_CASE("exponentiate has the bits of exponential, finds the first of equals, and sums in order, 1 to 8 values") {
  for (std::uint32_t count = 1; count <= 8; ++count) {
    for (std::uint32_t at = 0; at < count; ++at) {
      float values[9] = {-3.5f, 0.25f, -100.0f, 3.0f, -87.0f, 3.999f, -1e30f, 4.0f, 77.0f};
      values[at] = 4.0f;
      float wanted[8];
      float sum = 0.0f;
      for (std::uint32_t i = 0; i < count; ++i) sum += wanted[i] = exponential(values[i] - 4.0f);
      core::tensor::Exponentials found{};
      core::tensor::exponentiate(count, values, found);
      CHECK(found.at == at);
      CHECK(found.largest == 4.0f);
      CHECK(bits(found.sum) == bits(sum));
      for (std::uint32_t i = 0; i < count; ++i) CHECK(bits(values[i]) == bits(wanted[i]));
      CHECK(values[8] == 77.0f);
    }
  }
}

TEST_CASE("logarithm gives the most negative float for zero, negative numbers and NaN, the largest for infinity") {
  CHECK(logarithm(0.0f) == limits::lowest());
  CHECK(logarithm(-0.0f) == limits::lowest());
  CHECK(logarithm(-1.0f) == limits::lowest());
  CHECK(logarithm(-limits::infinity()) == limits::lowest());
  CHECK(logarithm(limits::quiet_NaN()) == limits::lowest());
  CHECK(logarithm(limits::infinity()) == limits::max());
}

TEST_CASE("exponential and logarithm rise from end to end in steps of a thousandth") {
  const float spacing = 0.001f * static_cast<float>(stride);
  int falls = 0;
  for (float x = -87.5f; x < 89.0f; x += spacing) falls += exponential(x) > exponential(x + 0.001f);
  for (float x = limits::min(); x < 1e38f; x *= 1.0f + spacing) falls += logarithm(x) > logarithm(x * 1.001f);
  CHECK(falls == 0);
  CHECK(logarithm(limits::denorm_min()) < logarithm(limits::min()));
}

TEST_CASE("logarithm undoes exponential to the roundings of both") {
  double worst = 0.0;
  for (float x = -87.0f; x < 88.0f; x += 0.0137f) {
    // e^x is off by 1.02 ulp, at most 1.02 2^-23 relative, which the logarithm shows absolutely.
    const double bound = exponential_bound * 0x1p-23 + logarithm_bound * 0x1p-23 * std::fmax(std::fabs(wide(x)), 1e-3);
    worst = std::fmax(worst, support::apart(logarithm(exponential(x)), x) / bound);
  }
  CHECK(worst <= 1.0);
}

TEST_SUITE_END();
