// SPDX-License-Identifier: MIT
#include "support/fma.hpp"

#include <doctest/doctest.h>

#include "support/bits.hpp"
#include "support/random.hpp"

using namespace motet;

namespace {

/// A float of either sign with a biased exponent in low..high.
float draw(support::Random& random, std::uint32_t low, std::uint32_t high) {
  const std::uint32_t exponent = low + random.below(high - low + 1);
  return support::from_bits((static_cast<std::uint32_t>(random.bits() >> 32) & 0x807fffffu) | (exponent << 23));
}

}  // namespace

TEST_SUITE_BEGIN("support/fma");

TEST_CASE("the reference has the bits of the C library's fma, where that rounds once") {
  support::Random random(1);
  long wrong = 0;
  const auto compare = [&wrong](float a, float b, float c) {
    wrong += !support::same(support::fma(a, b, c), std::fma(a, b, c));
  };
  for (int n = 0; n < 1000000; ++n) {
    compare(draw(random, 0, 255), draw(random, 0, 255), draw(random, 0, 255));
    compare(draw(random, 100, 150), draw(random, 100, 150), draw(random, 90, 190));
    compare(draw(random, 0, 110), draw(random, 0, 60), draw(random, 0, 30));
    compare(draw(random, 180, 200), draw(random, 180, 200), draw(random, 240, 255));
    const float a = draw(random, 70, 180);
    const float b = draw(random, 70, 180);
    compare(a, b, support::from_bits(support::bits(-(a * b)) + random.below(7) - 3u));
    compare(a, b, -(a * b));
  }
  CHECK(wrong == 0);
}

TEST_SUITE_END();
