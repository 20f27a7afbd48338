// SPDX-License-Identifier: MIT
#include "simd/soft_fma.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "support/bits.hpp"
#include "support/effort.hpp"
#include "support/fma.hpp"
#include "support/random.hpp"

using namespace motet;
using support::bits;
using support::from_bits;
using support::trials;

namespace {

/// Counts triples whose bits differ from those of one rounding, and keeps the first: those of soft_fma, and of the part of it
/// that takes any floats.
struct Tally {
  long wrong = 0;
  std::uint32_t a = 0, b = 0, c = 0;

  void compare(float x, float y, float z) {
    const float expected = support::fma(x, y, z);
    if (support::same(core::simd::soft_fma(x, y, z), expected) &&
        support::same(from_bits(core::simd::soft_fma_any(bits(x), bits(y), bits(z))), expected)) {
      return;
    }
    if (wrong++ != 0) return;
    a = bits(x);
    b = bits(y);
    c = bits(z);
  }
};

void check(const Tally& tally) {
  CAPTURE(tally.a);
  CAPTURE(tally.b);
  CAPTURE(tally.c);
  CHECK(tally.wrong == 0);
}

std::uint32_t draw_bits(support::Random& random) { return static_cast<std::uint32_t>(random.bits() >> 32); }

/// A float of either sign with a biased exponent in low..high.
float draw(support::Random& random, std::uint32_t low, std::uint32_t high) {
  const std::uint32_t exponent = low + random.below(high - low + 1);
  return from_bits((draw_bits(random) & 0x807fffffu) | (exponent << 23));
}

}  // namespace

TEST_SUITE_BEGIN("simd/soft_fma");

TEST_CASE("has the bits of one rounding over all bit patterns") {
  support::Random random(1);
  Tally tally;
  for (std::uint32_t n = 0; n < trials(1500000); ++n) {
    tally.compare(from_bits(draw_bits(random)), from_bits(draw_bits(random)), from_bits(draw_bits(random)));
  }
  check(tally);
}

TEST_CASE("has the bits of one rounding where the terms are of one size") {
  support::Random random(2);
  Tally tally;
  for (std::uint32_t n = 0; n < trials(1500000); ++n) {
    const float a = draw(random, 100, 150);
    const float b = draw(random, 100, 150);
    const float size = std::fabs(a * b);
    const int shift = static_cast<int>(random.below(101)) - 50;
    tally.compare(a, b, std::ldexp(random.below(2) == 0 ? size : draw(random, 127, 127) * size, shift));
  }
  check(tally);
}

TEST_CASE("has the bits of one rounding where the product cancels to the last places") {
  support::Random random(3);
  Tally tally;
  for (std::uint32_t n = 0; n < trials(1000000); ++n) {
    const float a = draw(random, 70, 180);
    const float b = draw(random, 70, 180);
    const std::uint32_t near = bits(-(a * b)) + random.below(7) - 3u;
    tally.compare(a, b, from_bits(near));
  }
  check(tally);
}

TEST_CASE("has the bits of one rounding where operands and results are subnormal") {
  support::Random random(4);
  Tally tally;
  for (std::uint32_t n = 0; n < trials(1000000); ++n) {
    const float a = draw(random, 0, 110);
    const float b = draw(random, 0, 40);
    tally.compare(a, b, draw(random, 0, 30));
    tally.compare(a, b, draw(random, 0, 1));
    tally.compare(a, b, 0.0f);
    tally.compare(draw(random, 50, 76), draw(random, 50, 76), draw(random, 0, 2));
  }
  check(tally);
}

TEST_CASE("has the bits of one rounding where the result overflows or just does not") {
  support::Random random(5);
  Tally tally;
  for (std::uint32_t n = 0; n < trials(500000); ++n) {
    const float a = draw(random, 180, 200);
    const float b = draw(random, 180, 200);
    tally.compare(a, b, draw(random, 245, 254));
    tally.compare(from_bits(0x7f7fffffu - random.below(4)), 1.0f, draw(random, 226, 234));
  }
  check(tally);
}

/// Products of moderate size and a third term at every distance from them, at every depth of cancellation, few bits or all.
void compare_distances(Tally& tally, support::Random& random, std::uint32_t count) {
  const auto fewer = [&random](float value) {
    return random.below(2) == 0 ? value : from_bits(bits(value) & 0xffffffffu << random.below(24));
  };
  for (std::uint32_t n = 0; n < count; ++n) {
    const float a = fewer(draw(random, 95, 160));
    const float b = fewer(draw(random, 95, 160));
    const std::uint32_t exponent = (bits(a) >> 23 & 0xffu) + (bits(b) >> 23 & 0xffu) - 127u;
    tally.compare(a, b, fewer(draw(random, exponent - n % 60u, exponent - n % 60u)));
    tally.compare(a, b, fewer(draw(random, exponent + n % 60u, exponent + n % 60u)));
    const std::uint32_t depth = n % 24u;
    tally.compare(a, b, from_bits(bits(-(a * b)) + (draw_bits(random) & ((2u << depth) - 1u)) - (1u << depth)));
  }
}

TEST_CASE("has the bits of one rounding at every distance of the terms and every depth of cancellation") {
  support::Random random(7);
  Tally tally;
  compare_distances(tally, random, trials(1000000));
  check(tally);
}

// By hand, a minute: motet_simd_test --no-skip --test-case='*thousand million*'
TEST_CASE("has the bits of one rounding over a thousand million triples" * doctest::skip()) {
  support::Random random(8);
  Tally tally;
  compare_distances(tally, random, 300000000);
  for (std::uint32_t n = 0; n < 100000000; ++n) {
    tally.compare(from_bits(draw_bits(random)), from_bits(draw_bits(random)), from_bits(draw_bits(random)));
  }
  check(tally);
}

TEST_CASE("rounds ties to even") {
  support::Random random(6);
  Tally tally;
  for (std::uint32_t n = 0; n < trials(500000); ++n) {
    // Small odd significands at far apart exponents meet exactly half of the last place.
    const float a = static_cast<float>(1u + 2u * random.below(4096));
    const float b = static_cast<float>(1u + 2u * random.below(4096));
    const float c = std::ldexp(static_cast<float>(1u + random.below(16777215)), static_cast<int>(random.below(52)) - 26);
    tally.compare(a, b, c);
    tally.compare(a, b, -c);
  }
  check(tally);
}

TEST_CASE("gives infinities, NaN and signed zeros as one rounding does") {
  using limits = std::numeric_limits<float>;
  const float edges[] = {0.0f,
                         1.0f,
                         1.0f + limits::epsilon(),
                         1.0f - 0.5f * limits::epsilon(),
                         limits::min(),
                         limits::max(),
                         limits::denorm_min(),
                         limits::min() - limits::denorm_min(),
                         0x1p-75f,
                         0x1p-74f,
                         0x1p64f,
                         limits::infinity(),
                         3.0f,
                         limits::quiet_NaN()};
  Tally tally;
  for (const float a : edges) {
    for (const float b : edges) {
      for (const float c : edges) {
        tally.compare(a, b, c);
        tally.compare(-a, b, c);
        tally.compare(a, b, -c);
        tally.compare(-a, b, -c);
      }
    }
  }
  check(tally);
}

TEST_SUITE_END();
