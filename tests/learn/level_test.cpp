// SPDX-License-Identifier: MIT
#include "learn/level.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "support/bits.hpp"
#include "support/random.hpp"

using namespace motet;
using namespace motet::core::learn;
using support::wide;

TEST_SUITE_BEGIN("learn/level");

TEST_CASE("in the long run 5 % lie outside, whatever the forecasts are worth") {
  for (int kind = 0; kind < 3; ++kind) {
    support::Random random(static_cast<std::uint64_t>(kind));
    float rate = usual_miss;
    int outside = 0;
    constexpr int count = 20000;
    for (int t = 0; t < count; ++t) {
      double below = random.uniform();
      if (kind == 1) below = 0.5 + 0.8 * (below - 0.5);                     // intervals too wide
      if (kind == 2) below = std::pow(below, t % 4000 < 2000 ? 0.8 : 1.3);  // skew that turns
      const double tail = below < 0.5 ? below : 1.0 - below;
      const bool miss = tail < 0.5 * wide(rate);
      outside += miss;
      rate = move_level(rate, miss);
    }
    CAPTURE(kind);
    CHECK(std::fabs(outside - 0.05 * count) <= 51.0);
  }
}

TEST_CASE("the level stays within its bounds") {
  float rate = usual_miss;
  for (int t = 0; t < 1000; ++t) rate = move_level(rate, true);
  CHECK(rate == 0.0005f);
  for (int t = 0; t < 10000; ++t) rate = move_level(rate, false);
  CHECK(rate == 0.5f);
}

TEST_CASE("other levels move as the usual one did") {
  for (const double miss : {0.5, 0.1, 0.05, 0.01, 1e-3}) {
    CHECK(support::apart(scale_level(usual_miss, support::narrow(miss)), miss) < 1e-6);
    CHECK(wide(scale_level(0.02f, support::narrow(miss))) < miss);
    CHECK(wide(scale_level(0.1f, support::narrow(miss))) > miss);
  }
  CHECK(support::apart(scale_level(0.02f, 0.05f), 0.02) < 1e-6);
  CHECK(scale_level(0.0005f, 1e-6f) >= 1e-6f);
  CHECK(scale_level(0.5f, 0.999f) <= 0.999f);
}

TEST_SUITE_END();
