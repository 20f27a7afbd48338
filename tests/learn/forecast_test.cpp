// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <vector>

#include "learn/stage.hpp"
#include "support/effort.hpp"

using namespace motet;
using learning_stage::draw_line;
using learning_stage::draw_regimes;
using learning_stage::Sample;
using learning_stage::Small;
using support::wide;

TEST_SUITE_BEGIN("learn/forecast");

TEST_CASE("before anything is known the last value is predicted, and the interval is all there is") {
  Small learner;
  const float x[] = {1.0f, 2.0f, 3.0f};
  Forecast forecast;
  REQUIRE(learner.predict(x, forecast) == Status::ok);
  CHECK(forecast.mean == 0.0f);
  CHECK(forecast.lower == -1e15f);
  CHECK(forecast.upper == 1e15f);
  REQUIRE(learner.learn(x, 5.0f) == Status::ok);
  REQUIRE(learner.predict(x, forecast) == Status::ok);
  CHECK(forecast.mean == 5.0f);
  CHECK(forecast.lower <= 5.0f);
  CHECK(forecast.upper >= 5.0f);
}

TEST_CASE("intervals of every level hold their share on noise that is no t" * support::needs(support::Effort::full)) {
  for (int kind = 0; kind < 4; ++kind) {
    const auto learner = std::make_unique<Small>();
    support::Random random(10u + static_cast<std::uint64_t>(kind));
    int inside = 0, half = 0, count = 0;
    for (int t = 0; t < 12000; ++t) {
      Sample sample = draw_line(random, 0.0);
      double noise = random.uniform() - 0.5;                                                           // uniform
      if (kind == 1) noise = std::copysign(std::log(1.0 - random.uniform()), random.uniform() - 0.5);  // Laplace
      if (kind == 2) noise = random.normal() * (0.2 + std::fabs(wide(sample.x[0])));                   // grows with |x|
      if (kind == 3) noise = 0.1 * random.normal() + (random.uniform() < 0.5 ? 1.0 : -1.0);            // two-sided
      sample.y = support::narrow(wide(sample.y) + noise);
      Forecast forecast;
      Interval middle;
      REQUIRE(learner->predict(sample.x, forecast) == Status::ok);
      REQUIRE(learner->interval(sample.x, 0.5f, middle) == Status::ok);
      if (t >= 1200) {
        ++count;
        inside += sample.y >= forecast.lower && sample.y <= forecast.upper;
        half += sample.y >= middle.lower && sample.y <= middle.upper;
      }
      static_cast<void>(learner->learn(sample.x, sample.y));
    }
    CAPTURE(kind);
    CHECK(static_cast<double>(inside) / count == doctest::Approx(0.95).epsilon(0.01));
    if (kind < 3) CHECK(std::fabs(static_cast<double>(half) / count - 0.5) < 0.12);
  }
}

TEST_CASE("p-values are uniform on a healthy stream, and small where a target is strange" *
          support::needs(support::Effort::full)) {
  const auto learner = std::make_unique<Small>();
  support::Random random(3);
  std::vector<double> values;
  for (int t = 0; t < 30000; ++t) {
    const Sample sample = draw_regimes(random);
    static_cast<void>(learner->learn(sample.x, sample.y));
    if (t >= 6000) values.push_back(wide(learner->p_value()));
  }
  std::sort(values.begin(), values.end());
  double distance = 0.0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    distance = std::fmax(distance, std::fabs(values[i] - static_cast<double>(i) / static_cast<double>(values.size())));
  }
  CHECK(distance < 0.02);
  const Sample sample = draw_regimes(random);
  float usual = 0.0f, strange = 1.0f;
  REQUIRE(learner->score(sample.x, sample.y, usual) == Status::ok);
  REQUIRE(learner->score(sample.x, sample.y + 50.0f, strange) == Status::ok);
  CHECK(usual > 1e-3f);
  CHECK(strange < 1e-3f);
}

TEST_CASE("a forecast asked for again without a target looks further, and the last error fades from it") {
  const auto learner = std::make_unique<Small>();
  support::Random random(4);
  double drift = 0.0;
  for (int t = 0; t < 2000; ++t) {
    Sample sample = draw_line(random, 0.05);
    drift = 0.9 * drift + 0.3 * random.normal();
    sample.y = support::narrow(wide(sample.y) + drift);
    static_cast<void>(learner->learn(sample.x, sample.y));
  }
  const float x[] = {0.0f, 0.0f, 0.0f};
  Sample off = draw_line(random, 0.0);
  static_cast<void>(learner->learn(off.x, off.y + 3.0f));
  Forecast forecast;
  REQUIRE(learner->predict(x, forecast) == Status::ok);
  const double first = wide(forecast.mean);
  for (int t = 0; t < 200; ++t) REQUIRE(learner->predict(x, forecast) == Status::ok);
  CHECK(first > 1.8);
  CHECK(wide(forecast.mean) < first - 0.5);
}

TEST_CASE("what is wrong is named, and nothing has changed") {
  const auto learner = std::make_unique<Small>();
  support::Random random(5);
  learning_stage::teach(*learner, random, 200);
  const support::Snapshot before(*learner);
  using limits = std::numeric_limits<float>;
  const float good[] = {0.0f, 0.0f, 0.0f};
  const float bad[] = {0.0f, limits::quiet_NaN(), 0.0f};
  const float large[] = {0.0f, 2e15f, 0.0f};
  Forecast forecast{1.0f, 2.0f, 3.0f, 4.0f};
  Interval interval{1.0f, 2.0f};
  float p = 9.0f;
  CHECK(learner->predict(bad, forecast) == Status::not_finite);
  CHECK(learner->predict(large, forecast) == Status::out_of_range);
  CHECK(learner->predict({good, 2}, forecast) == Status::wrong_length);
  CHECK(learner->interval(good, 0.9999999f, interval) == Status::bad_level);
  CHECK(learner->interval(good, limits::quiet_NaN(), interval) == Status::bad_level);
  CHECK(learner->interval(bad, 0.9f, interval) == Status::not_finite);
  CHECK(learner->score(good, limits::infinity(), p) == Status::not_finite);
  CHECK(before.unchanged());
  CHECK(forecast.mean == 1.0f);
  CHECK(interval.lower == 1.0f);
  CHECK(p == 9.0f);
}

TEST_CASE("of a target that never moves the interval is a few floats wide, at any size") {
  for (const float target : {0.0f, 5.0f, -1e6f, 1e-9f, 1e14f}) {
    CAPTURE(target);
    const auto learner = std::make_unique<Small>();
    support::Random random(11);
    const float size = std::fmax(std::fabs(target), 1e-8f);
    for (int t = 0; t < 300; ++t) {
      const Sample sample = draw_line(random);
      Forecast forecast;
      REQUIRE(learner->predict(sample.x, forecast) == Status::ok);
      if (t >= 2) {
        REQUIRE(forecast.mean == target);
        REQUIRE(forecast.upper - forecast.lower <= 0x1p-19f * size);
      }
      REQUIRE(learner->learn(sample.x, target) == Status::ok);
    }
  }
}

TEST_SUITE_END();
