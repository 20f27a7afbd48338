// SPDX-License-Identifier: MIT
#include "simd/soft_factor.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "support/bits.hpp"
#include "support/effort.hpp"
#include "support/fma.hpp"
#include "support/random.hpp"

using namespace motet;
using core::simd::Factor;
using core::simd::factor_of;
using support::bits;
using support::from_bits;
using support::trials;

namespace {

std::uint32_t draw_bits(support::Random& random) { return static_cast<std::uint32_t>(random.bits() >> 32); }

/// A float of either sign with a biased exponent in low..high; every second has few significant bits, so that ties are met.
std::uint32_t draw(support::Random& random, std::uint32_t low, std::uint32_t high) {
  const std::uint32_t exponent = low + random.below(high - low + 1);
  const std::uint32_t kept = random.below(2) == 0 ? 0x7fffffu : 0x7fffffu & 0xffffffffu << random.below(24);
  return (draw_bits(random) & (0x80000000u | kept)) | exponent << 23;
}

/// What became of sums: how many were taken, and how many of those were wrong or were changed although refused.
struct Tally {
  long asked = 0, taken = 0, wrong = 0;

  void add(std::uint32_t a, std::uint32_t b, std::uint32_t c) {
    std::uint32_t sum = c;
    ++asked;
    if (core::simd::add_product(factor_of(a), factor_of(b), sum)) {
      ++taken;
      wrong += sum != bits(support::fma(from_bits(a), from_bits(b), from_bits(c)));
    } else {
      wrong += sum != c;
    }
  }
};

}  // namespace

TEST_SUITE_BEGIN("simd/soft_factor");

TEST_CASE("both ways to multiply give all 48 bits") {
  support::Random random(1);
  int wrong = 0;
  const auto compare = [&wrong](std::uint32_t a, std::uint32_t b) {
    const std::uint64_t exact = static_cast<std::uint64_t>(a) * b;
    const auto wide = core::simd::multiply<true>(a, b);
    const auto narrow = core::simd::multiply<false>(a, b);
    wrong += (static_cast<std::uint64_t>(wide.high) << 32 | wide.low) != exact;
    wrong += (static_cast<std::uint64_t>(narrow.high) << 32 | narrow.low) != exact;
  };
  for (const std::uint32_t a : {0x80000000u, 0x80000100u, 0xffffff00u, 0x8000ff00u, 0xffff0000u}) {
    for (const std::uint32_t b : {0x80000000u, 0x80000100u, 0xffffff00u, 0x8000ff00u, 0xffff0000u}) compare(a, b);
  }
  for (std::uint32_t n = 0; n < trials(200000); ++n) {
    compare(0x80000000u | draw_bits(random) << 8, 0x80000000u | draw_bits(random) << 8);
  }
  CHECK(wrong == 0);
}

TEST_CASE("a factor keeps the bits of its float") {
  support::Random random(6);
  int wrong = 0;
  for (std::uint32_t n = 0; n < trials(200000); ++n) {
    const std::uint32_t a = draw(random, 1, 254);
    wrong += core::simd::bits_of(factor_of(a)) != a;
  }
  CHECK(wrong == 0);
}

TEST_CASE("moderate begins at 2^-60, ends below 2^52, and is neither zero, subnormal, infinite nor NaN, with either sign") {
  using limits = std::numeric_limits<float>;
  for (const float sign : {1.0f, -1.0f}) {
    for (const float good : {0x1p-60f, std::nextafter(0x1p52f, 0.0f), 1.0f}) CHECK(core::simd::moderate(bits(sign * good)));
    for (const float bad : {std::nextafter(0x1p-60f, 0.0f), 0x1p52f, 0.0f, limits::denorm_min(), limits::min(), limits::max(),
                            limits::infinity(), limits::quiet_NaN()}) {
      CHECK_FALSE(core::simd::moderate(bits(std::copysign(bad, sign))));
    }
  }
}

TEST_CASE("add_product rounds once or changes nothing, over all floats that may be added to") {
  support::Random random(2);
  Tally tally;
  for (std::uint32_t n = 0; n < trials(1000000); ++n) {
    tally.add(draw(random, 67, 178), draw(random, 67, 178), draw_bits(random));
    tally.add(draw(random, 67, 68), draw(random, 67, 68), draw(random, 0, 40));
    tally.add(draw(random, 177, 178), draw(random, 177, 178), draw(random, 222, 255));
  }
  CHECK(tally.wrong == 0);
}

TEST_CASE("add_product rounds once or changes nothing, for products 2^-36 to 2^36 times the sum, and at the ends of a binade") {
  support::Random random(3);
  Tally tally;
  for (std::uint32_t apart = 0; apart <= 72; ++apart) {
    for (std::uint32_t n = 0; n < trials(20000); ++n) {
      const std::uint32_t a = draw(random, 110, 144);
      const std::uint32_t b = draw(random, 110, 144);
      const std::uint32_t exponent = (a >> 23 & 0xffu) + (b >> 23 & 0xffu) - 127u + apart - 36u;
      const std::uint32_t end = exponent << 23 | (draw_bits(random) & 0x80000000u);
      tally.add(a, b, end | (draw_bits(random) & 0x7fffffu));
      tally.add(a, b, end + random.below(7) - 3u);
    }
  }
  CHECK(tally.wrong == 0);
}

TEST_CASE("add_product takes nine of ten sums that are 8 to 64 times the product, or it would not be worth its place") {
  support::Random random(4);
  Tally tally;
  for (std::uint32_t n = 0; n < trials(100000); ++n) {
    const float a = 1.0f + support::narrow(random.uniform());
    const float b = 1.0f + support::narrow(random.uniform());
    const float size = a * b * std::exp2(support::narrow(3.0 + 3.0 * random.uniform()));
    tally.add(bits(a), bits(b), bits(random.below(2) == 0 ? size : -size));
  }
  CHECK(tally.taken >= 0.9 * static_cast<double>(tally.asked));
  CHECK(tally.wrong == 0);
}

TEST_CASE("round_product has the bits of a product") {
  support::Random random(5);
  int wrong = 0;
  for (std::uint32_t n = 0; n < trials(1000000); ++n) {
    const std::uint32_t a = draw(random, 67, 178);
    const std::uint32_t b = draw(random, 67, 178);
    const std::uint32_t product = bits(from_bits(a) * from_bits(b));
    wrong += core::simd::round_product(factor_of(a), factor_of(b)) != product;
  }
  CHECK(wrong == 0);
}

TEST_SUITE_END();
