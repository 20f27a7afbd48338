// SPDX-License-Identifier: MIT
#include "learn/quantile.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "support/bits.hpp"
#include "support/random.hpp"

using namespace motet;
using namespace motet::core::learn;
using core::MemberState;
using support::narrow;
using support::wide;

namespace {

/// Members at random places, of scales that differ by a thousand.
Spread draw_spread(support::Random& random, std::uint32_t count, MemberState* members) {
  float sum = 0.0f;
  for (std::uint32_t m = 0; m < count; ++m) {
    members[m].mean = narrow(10.0 * random.normal());
    members[m].width = narrow(std::exp(3.0 * random.normal()));
    sum += members[m].weight = narrow(std::exp(random.normal()));
  }
  for (std::uint32_t m = 0; m < count; ++m) members[m].weight /= sum;
  return {count, members};
}

double exact_below(const Spread& spread, double y) {
  double sum = 0.0;
  for (std::uint32_t m = 0; m < spread.count; ++m) {
    const double u = (y - wide(spread.members[m].mean)) / wide(spread.members[m].width) / std::sqrt(3.0);
    sum += wide(spread.members[m].weight) * (0.5 + (std::atan(u) + u / (1.0 + u * u)) / 3.14159265358979323846);
  }
  return sum;
}

}  // namespace

TEST_SUITE_BEGIN("learn/quantile");

TEST_CASE("tails of the mixture are those of double, and add up to 1") {
  support::Random random(1);
  MemberState members[max_members];
  for (const std::uint32_t count : {1u, 2u, 5u, 24u}) {
    const Spread spread = draw_spread(random, count, members);
    for (int t = 0; t < 200; ++t) {
      const float y = narrow(30.0 * random.normal());
      CHECK(support::apart(weigh_tail(spread, true, y), exact_below(spread, wide(y))) < 2e-6);
      CHECK(wide(weigh_tail(spread, true, y)) + wide(weigh_tail(spread, false, y)) == doctest::Approx(1.0).epsilon(1e-6));
    }
  }
}

TEST_CASE("beyond a quantile lies what was asked for, on either side") {
  support::Random random(2);
  MemberState members[max_members];
  double worst = 0.0;
  for (int trial = 0; trial < 200; ++trial) {
    const Spread spread = draw_spread(random, 1u + random.below(max_members), members);
    for (const double tail : {0.5, 0.25, 0.025, 0.005, 5e-4}) {
      for (const bool below : {false, true}) {
        const float at = find_quantile(spread, below, narrow(tail));
        const double beyond = below ? exact_below(spread, wide(at)) : 1.0 - exact_below(spread, wide(at));
        worst = std::fmax(worst, std::fabs(beyond - tail) / tail);
      }
    }
  }
  CHECK(worst < 4e-3);
}

TEST_CASE("the expected target weighs by weight and precision, and keeps its digits far from zero") {
  MemberState members[2];
  members[0].mean = 1e6f;
  members[1].mean = 1e6f + 1.0f;
  members[0].width = 1.0f;
  members[1].width = 3.0f;
  members[0].weight = members[1].weight = 0.5f;
  const Spread spread{2, members};
  CHECK(support::apart(mean_of(spread), 1e6 + 0.1) <= 0.07);  // half a float there
  members[1].width = 1e-15f;                                  // all but certain
  CHECK(mean_of({2, members}) == 1e6f + 1.0f);
}

TEST_CASE("the deviation holds the spread within members and between them") {
  MemberState members[2];
  members[0].mean = -1.0f;
  members[1].mean = 1.0f;
  members[0].width = members[1].width = 2.0f;
  members[0].weight = members[1].weight = 0.5f;
  CHECK(deviation_of({2, members}, 0.0f) == doctest::Approx(std::sqrt(13.0)));
}

TEST_SUITE_END();
