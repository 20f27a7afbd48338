// SPDX-License-Identifier: MIT
#include "pool/pool.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "support/bits.hpp"
#include "support/effort.hpp"
#include "support/random.hpp"

TEST_SUITE_BEGIN("pool/pool");

using namespace motet;
using support::wide;

namespace {

/// Mean and deviation of the pooled column, user's units.
struct Pooled {
  double mean, deviation;
};

Pooled pool_by_law(const core::pool::Column& a, const core::pool::Column& b) {
  const auto mean = [](const core::pool::Column& c) { return wide(c.shift) + wide(c.mean) / wide(c.scale); };
  const auto variance = [](const core::pool::Column& c) {
    return (wide(c.square) - wide(c.mean) * wide(c.mean)) / (wide(c.scale) * wide(c.scale));
  };
  const double share = wide(b.samples) / (wide(a.samples) + wide(b.samples));
  const double apart = mean(b) - mean(a);
  return {mean(a) + share * apart,
          std::sqrt((1.0 - share) * variance(a) + share * variance(b) + share * (1.0 - share) * apart * apart)};
}

/// Whether no sample within 16 units of `column` is more than 16 units out in `axis`, but for rounding.
bool holds(const core::pool::Axis& axis, const core::pool::Column& column) {
  const double farthest = std::fabs(wide(column.shift) - wide(axis.shift)) + 16.0 / wide(column.scale);
  return farthest * wide(axis.scale) <= 16.0 * (1.0 + 1e-6);
}

bool is_power(float scale) {
  int exponent = 0;
  return std::frexp(scale, &exponent) == 0.5f;
}

core::pool::Column draw_column(support::Random& random, double spread) {
  const float scale = std::ldexp(1.0f, static_cast<int>(random.below(9)) - 4);
  const double mean = random.normal();
  const double square = mean * mean + 0.1 + random.uniform();
  return {support::narrow(spread * random.normal()), scale, static_cast<float>(2 + random.below(10000)), support::narrow(mean),
          support::narrow(square)};
}

}  // namespace

TEST_CASE("the frame holds both streams, its shift lies within half a deviation of the mean, and no one comes first") {
  support::Random random(1);
  int kept = 0, moved = 0;
  const int trials = static_cast<int>(support::trials(20000));
  for (int trial = 0; trial < trials; ++trial) {
    CAPTURE(trial);
    const double spread = std::pow(10.0, 8.0 * random.uniform() - 3.0);
    const core::pool::Column a = draw_column(random, spread), b = draw_column(random, spread);
    const core::pool::Axis axis = core::pool::pool(a, b, 1e15f);
    const core::pool::Axis turned = core::pool::pool(b, a, 1e15f);
    REQUIRE(support::same(axis.shift, turned.shift));
    REQUIRE(support::same(axis.scale, turned.scale));
    REQUIRE(is_power(axis.scale));
    REQUIRE(holds(axis, a));
    REQUIRE(holds(axis, b));
    const Pooled pooled = pool_by_law(a, b);
    REQUIRE(std::fabs(wide(axis.shift) - pooled.mean) <= pooled.deviation * 0.5005 + 1e-6 * spread);
    const core::pool::Column& larger = a.samples > b.samples ? a : b;
    const bool stays = axis.shift == larger.shift;
    kept += stays;
    moved += !stays;
    if (!stays) REQUIRE(std::fabs(wide(axis.shift) - pooled.mean) <= 1e-5 * pooled.deviation + 1e-6 * spread);
  }
  CHECK(kept > trials / 4);
  CHECK(moved > trials / 20);
}

TEST_CASE("a stream that another one holds leaves its frame as it is") {
  const core::pool::Column wide_one{1.0f, 0.25f, 1000.0f, 0.1f, 0.5f};
  const core::pool::Column small{1.5f, 8.0f, 10.0f, -0.1f, 0.6f};
  const core::pool::Axis axis = core::pool::pool(wide_one, small, 1e15f);
  CHECK(axis.shift == 1.0f);
  CHECK(axis.scale == 0.25f);
}

TEST_CASE("equal streams keep their frame to the bit") {
  const core::pool::Column one{3.7f, 4.0f, 100.0f, 0.3f, 0.5f};
  const core::pool::Axis axis = core::pool::pool(one, one, 1e15f);
  CHECK(axis.shift == one.shift);
  CHECK(axis.scale == one.scale);
}

TEST_CASE("the ends of the range stay finite") {
  const float huge = 1e30f;
  const core::pool::Column columns[] = {{huge, 0x1p-100f, 5.0f, -0.5f, 1.0f}, {-huge, 0x1p-100f, 9.0f, 0.5f, 1.0f},
                                        {huge, 0x1p20f, 5.0f, 0.5f, 1.0f},    {-huge, 0x1p20f, 5.0f, 0.5f, 1.0f},
                                        {0.0f, 0x1p22f, 1e9f, 0.0f, 0.0f},    {0.0f, 0x1p-96f, 3.0f, 12.0f, 150.0f}};
  for (const core::pool::Column& a : columns) {
    for (const core::pool::Column& b : columns) {
      const core::pool::Axis axis = core::pool::pool(a, b, huge);
      CHECK(std::fabs(axis.shift) <= huge);
      CHECK(is_power(axis.scale));
      CHECK(holds(axis, a));
      CHECK(holds(axis, b));
    }
  }
  // Tiny units under a large range: a value within the range must not overflow.
  const core::pool::Column tiny{0.0f, 0x1p120f, 5.0f, 0.0f, 1.0f};
  CHECK(core::pool::pool(tiny, tiny, 1e30f).scale * 1e30f < 3e37f);
}

TEST_SUITE_END();
