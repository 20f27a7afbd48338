// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <cstdint>
#include <cstring>
#include <limits>

#include "motet/estimator.hpp"
#include "stream/mirror.hpp"

using namespace motet;

namespace {

using limits = std::numeric_limits<float>;
using Learner = Estimator<4, 2, 8>;

/// Past its calibration where `count` is large, before it where not.
Learner begun(std::size_t count) {
  Settings settings;
  settings.range = 1000.0f;
  Learner learner(settings);
  CHECK(test::push_rows(learner.view(), test::draw_rows(4, count, 1), 0, count) == 0);
  return learner;
}

/// A value that must be refused, and how.
struct Bad {
  float value;
  Status status;
};

constexpr Bad bad_values[] = {
    {limits::quiet_NaN(), Status::not_finite}, {limits::infinity(), Status::not_finite},
    {-limits::infinity(), Status::not_finite}, {1000.001f, Status::out_of_range},
    {-1001.0f, Status::out_of_range},          {limits::max(), Status::out_of_range},
};

/// Whether nothing but the counters differs from `before`.
bool unchanged_but_counters(Learner& learner, const support::Snapshot& before, const Counters& counters) {
  const Counters now = learner.counters();
  learner.view().state->counters = counters;
  const bool same = before.unchanged();
  learner.view().state->counters = now;
  return same;
}

std::uint32_t refusals(const Counters& counters, Status status) {
  return status == Status::not_finite ? counters.not_finite : counters.out_of_range;
}

}  // namespace

TEST_SUITE_BEGIN("stream/push");

TEST_CASE("a good sample is counted once, one by one and in blocks") {
  Learner learner = begun(10);
  CHECK(learner.counters().accepted == 10);
  const test::Rows rows = test::draw_rows(4, 100, 2);
  CHECK(learner.push(rows.x, rows.y, 100) == Status::ok);
  CHECK(learner.counters().accepted == 110);
  CHECK(learner.counters().wrong_length == 0);
  CHECK(learner.counters().not_finite == 0);
  CHECK(learner.counters().out_of_range == 0);
  CHECK(core::tensor::moment(core::stream::levels_of(learner.view()), 0, 0, 0, 0) == 110.0f);
}

TEST_CASE("the range belongs to what is accepted, on both sides") {
  Learner learner = begun(5);
  const float x[4] = {1000.0f, -1000.0f, 0.0f, -0.0f};
  CHECK(learner.push(x, 1000.0f) == Status::ok);
  CHECK(learner.push(x, -1000.0f) == Status::ok);
  CHECK(learner.push(x, {x, 1}, 1) == Status::ok);
}

TEST_CASE("target and elapsed time may be written as double or integer literals") {
  Learner literal = begun(5), exact = begun(5);
  const float x[4] = {1.0f, 2.0f, 3.0f, 4.0f};
  CHECK(literal.push(x, 1.5, 2.0) == Status::ok);
  CHECK(literal.push(x, 1, 2) == Status::ok);
  CHECK(exact.push(x, 1.5f, 2.0f) == Status::ok);
  CHECK(exact.push(x, 1.0f, 2.0f) == Status::ok);
  CHECK(std::memcmp(literal.view().block, exact.view().block, Learner::plan.floats * sizeof(float)) == 0);
}

TEST_CASE("a bad value in any place is refused by name, counted, and changes nothing else, before and after calibration") {
  for (const std::size_t count : {5u, 80u}) {
    Learner learner = begun(count);
    for (const Bad& bad : bad_values) {
      for (std::size_t place = 0; place <= 4; ++place) {
        float sample[5] = {1.0f, 2.0f, 3.0f, 4.0f, 5.0f};
        sample[place] = bad.value;
        const support::Snapshot before(learner);
        const Counters counters = learner.counters();
        CHECK(learner.push({sample, 4}, sample[4]) == bad.status);
        CHECK(refusals(learner.counters(), bad.status) == refusals(counters, bad.status) + 1);
        CHECK(learner.counters().accepted == count);
        CHECK(unchanged_but_counters(learner, before, counters));
      }
    }
    CHECK(learner.counters().not_finite == 15);
    CHECK(learner.counters().out_of_range == 15);
  }
}

TEST_CASE("a span of the wrong length is refused and not read, 0, 1, 3, 5 and 8 for 4 inputs") {
  Learner learner = begun(80);
  const float x[8] = {support::sentinel, support::sentinel, support::sentinel, support::sentinel,
                      support::sentinel, support::sentinel, support::sentinel, support::sentinel};
  const support::Snapshot before(learner);
  const Counters counters = learner.counters();
  for (const std::size_t length : {0u, 1u, 3u, 5u, 8u}) CHECK(learner.push({x, length}, 0.0f) == Status::wrong_length);
  CHECK(learner.counters().wrong_length == 5);
  CHECK(learner.counters().not_finite == 0);
  CHECK(unchanged_but_counters(learner, before, counters));
}

TEST_CASE("one bad value refuses the whole block") {
  for (const std::size_t count : {5u, 80u}) {
    Learner learner = begun(count);
    for (const Bad& bad : bad_values) {
      for (const std::size_t place : {0u, 1u, 37u, 199u}) {
        test::Rows rows = test::draw_rows(4, 50, 3);
        rows.x[place] = bad.value;
        const support::Snapshot before(learner);
        const Counters counters = learner.counters();
        CHECK(learner.push(rows.x, rows.y, 50) == bad.status);
        CHECK(refusals(learner.counters(), bad.status) == refusals(counters, bad.status) + 1);
        CHECK(unchanged_but_counters(learner, before, counters));
      }
      test::Rows rows = test::draw_rows(4, 50, 3);
      rows.y[49] = bad.value;
      const support::Snapshot before(learner);
      const Counters counters = learner.counters();
      CHECK(learner.push(rows.x, rows.y, 50) == bad.status);
      CHECK(unchanged_but_counters(learner, before, counters));
    }
  }
}

TEST_CASE("a block of unequal spans is refused, 50 samples x 4 inputs") {
  Learner learner = begun(80);
  const test::Rows rows = test::draw_rows(4, 50, 4);
  const std::span<const float> x(rows.x);
  const std::span<const float> y(rows.y);
  const support::Snapshot before(learner);
  const Counters counters = learner.counters();
  CHECK(learner.push(x.first(199), y, 50) == Status::wrong_length);
  CHECK(learner.push(x.first(196), y, 50) == Status::wrong_length);
  CHECK(learner.push(x.first(199), y.first(49), 49) == Status::wrong_length);
  CHECK(learner.push(x, y.first(49), 50) == Status::wrong_length);
  CHECK(learner.push(x, y, 49) == Status::wrong_length);
  CHECK(learner.push(x, y, 51) == Status::wrong_length);
  CHECK(learner.push(x, y, SIZE_MAX / 4 + 51) == Status::wrong_length);  // 4 times it wraps to 200
  CHECK(learner.push({}, y, 50) == Status::wrong_length);
  CHECK(learner.counters().wrong_length == 8);
  CHECK(unchanged_but_counters(learner, before, counters));
}

TEST_CASE("an empty block is accepted and changes nothing") {
  Learner learner = begun(80);
  const support::Snapshot before(learner);
  CHECK(learner.push({}, {}, 0) == Status::ok);
  CHECK(before.unchanged());
}

TEST_CASE("inputs of every extent are read to their end and no further, 1 to 32") {
  static Estimator<32, 1, 3> learner;
  for (const std::uint32_t dim : support::awkward_extents) {
    Settings settings;
    settings.dim = dim;
    settings.calibration = 2;
    CHECK(learner.reset(settings) == Status::ok);
    support::Random random(dim);
    for (int s = 0; s < 12; ++s) {
      const std::vector<float> exact(dim, support::narrow(random.normal()));  // a sanitizer sees a read beyond
      CHECK(learner.push(exact, support::narrow(random.normal())) == Status::ok);
    }
    CHECK(test::all_finite(learner.view()));
  }
}

TEST_CASE("a refused stream goes on as if nothing had been: the bits of a stream without the bad samples") {
  Settings settings;
  settings.range = 1000.0f;
  Learner clean(settings);
  Learner soiled(settings);
  const test::Rows rows = test::draw_rows(4, 200, 5);
  const float nan[4] = {limits::quiet_NaN(), 0.0f, 0.0f, 0.0f};
  for (std::size_t s = 0; s < 200; ++s) {
    CHECK(clean.push(rows.row(s), rows.y[s]) == Status::ok);
    CHECK(soiled.push(nan, 1.0f) == Status::not_finite);
    CHECK(soiled.push(rows.row(s), rows.y[s]) == Status::ok);
    CHECK(soiled.push(rows.row(s), 1e6f) == Status::out_of_range);
  }
  CHECK(std::memcmp(clean.view().block, soiled.view().block, Learner::plan.floats * sizeof(float)) == 0);
  CHECK(clean.view().state->random == soiled.view().state->random);
}

TEST_CASE("a copy goes on with the same bits") {
  Learner learner = begun(70);
  Learner copy = learner;
  const test::Rows rows = test::draw_rows(4, 100, 6);
  CHECK(test::push_rows(learner.view(), rows, 0, 100) == 0);
  CHECK(test::push_rows(copy.view(), rows, 0, 100) == 0);
  CHECK(std::memcmp(learner.view().block, copy.view().block, Learner::plan.floats * sizeof(float)) == 0);
}

TEST_SUITE_END();
