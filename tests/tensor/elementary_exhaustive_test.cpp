// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

#include "support/bits.hpp"
#include "tensor/elementary.hpp"

// Every float of which a value is computed, against double.

using namespace motet;
using core::tensor::exponential;
using core::tensor::logarithm;
using support::bits;
using support::from_bits;
using support::wide;

namespace {

using limits = std::numeric_limits<float>;

/// The largest error so far, in units of the last place of the exact result, and where.
struct Worst {
  double ulps = 0.0;
  float at = 0.0f;

  /// `exact` is not zero, and as large as a normal float.
  void compare(float x, float value, double exact) noexcept {
    const std::uint64_t exponent = std::bit_cast<std::uint64_t>(exact) & 0x7ff0'0000'0000'0000u;
    const double units_of_one = std::bit_cast<double>((std::uint64_t{2u * 1023u + 23u} << 52) - exponent);
    const double error = std::fabs(wide(value) - exact) * units_of_one;
    if (!(error <= ulps) && ulps == ulps) *this = {error, x};  // a NaN stays
  }
};

/// How many of the floats from `first` to `last` do not give `expected`. A comparison decides there, or a sum with 1 in which
/// the rest is lost: one in 251 is tried, and the ends.
template <class Function>
std::uint32_t count_others(std::uint32_t first, std::uint32_t last, Function function, float expected) {
  std::uint32_t others = bits(function(from_bits(last))) != bits(expected);
  for (std::uint64_t at = first; at <= last; at += 251) {
    others += bits(function(from_bits(static_cast<std::uint32_t>(at)))) != bits(expected);
  }
  return others;
}

constexpr std::uint32_t negative = 0x80000000u;
constexpr std::uint32_t infinity = 0x7f800000u;
constexpr std::uint32_t last_nan = 0x7fffffffu;
/// 2^-25: below it e^x rounds to 1.
constexpr std::uint32_t small = 0x33000000u;

}  // namespace

TEST_SUITE_BEGIN("tensor/elementary_exhaustive");

TEST_CASE("exponential of every float is within 1.02 units of the last place") {
  const std::uint32_t highest = bits(88.72f);
  const std::uint32_t lowest = bits(-87.33f);
  Worst worst;
  for (std::uint32_t at = small; at <= highest; ++at) {
    worst.compare(from_bits(at), exponential(from_bits(at)), std::exp(wide(from_bits(at))));
  }
  for (std::uint32_t at = negative | small; at <= lowest; ++at) {
    worst.compare(from_bits(at), exponential(from_bits(at)), std::exp(wide(from_bits(at))));
  }
  CHECK(worst.ulps <= 1.02);
  CHECK(worst.at == 0x1.04a296p+4f);
  CHECK(count_others(0, small - 1, exponential, 1.0f) == 0);
  CHECK(count_others(negative, (negative | small) - 1, exponential, 1.0f) == 0);
  CHECK(count_others(highest + 1, infinity, exponential, limits::max()) == 0);
  CHECK(count_others(infinity + 1, last_nan, exponential, 0.0f) == 0);
  CHECK(count_others(lowest + 1, negative | last_nan, exponential, 0.0f) == 0);
}

TEST_CASE("logarithm of every float is within 0.89 units of the last place") {
  Worst worst;
  for (std::uint32_t at = 1; at < bits(limits::min()); ++at) {
    worst.compare(from_bits(at), logarithm(from_bits(at)), std::log(wide(from_bits(at))));
  }
  // ln (2^n m) = n ln 2 + ln m with 1 <= m < 2; near 1, where that cancels, the logarithm itself.
  constexpr double ln2 = 0.693147180559945309;
  for (std::uint32_t mantissa = 0; mantissa < 1u << 23; ++mantissa) {
    const double log_m = std::log(wide(from_bits(0x3f800000u | mantissa)));
    for (std::uint32_t exponent = 1; exponent <= 254; ++exponent) {
      const float x = from_bits(exponent << 23 | mantissa);
      if (exponent == 126 || bits(x) == bits(1.0f)) continue;
      worst.compare(x, logarithm(x), std::fma(static_cast<int>(exponent) - 127, ln2, log_m));
    }
    const float x = from_bits(126u << 23 | mantissa);
    worst.compare(x, logarithm(x), std::log(wide(x)));
  }
  CHECK(worst.ulps <= 0.89);
  CHECK(worst.at == 0x1.69c43cp-1f);
  CHECK(bits(logarithm(1.0f)) == bits(0.0f));
  CHECK(bits(logarithm(0.0f)) == bits(limits::lowest()));
  CHECK(bits(logarithm(limits::infinity())) == bits(limits::max()));
  CHECK(count_others(infinity + 1, ~0u, logarithm, limits::lowest()) == 0);
}

TEST_SUITE_END();
