// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <memory>

#include "learn/stage.hpp"
#include "learn/vote.hpp"
#include "support/effort.hpp"

using namespace motet;
using learning_stage::draw_line;
using learning_stage::draw_regimes;
using learning_stage::Sample;
using learning_stage::Small;
using support::bits;
using support::Effort;
using support::needs;
using support::wide;

namespace {

/// Root mean square of the errors of `count` samples that `draw` gives, each predicted and then learnt.
template <class Draw>
double measure(Small& learner, int count, const Draw& draw) {
  double squares = 0.0;
  for (int t = 0; t < count; ++t) {
    const Sample sample = draw();
    Forecast forecast;
    REQUIRE(learner.predict(sample.x, forecast) == Status::ok);
    squares += std::pow(wide(forecast.mean) - wide(sample.y), 2);
    static_cast<void>(learner.learn(sample.x, sample.y));
  }
  return std::sqrt(squares / count);
}

}  // namespace

TEST_SUITE_BEGIN("learn/learn");

TEST_CASE("two regimes are found without a setting" * needs(Effort::full)) {
  const auto learner = std::make_unique<Small>();
  support::Random random(1);
  learning_stage::teach(*learner, random, 1500);
  CHECK(measure(*learner, 500, [&] { return draw_regimes(random); }) < 0.9);  // one line: 2.0; most of it where the gate jumps
  const Model<3, 2> model = learner->model();
  REQUIRE(model.fitted());
  CHECK(model.slope(0, 1) == doctest::Approx(-1.0).epsilon(0.1));
  CHECK(model.slope(1, 1) == doctest::Approx(2.0).epsilon(0.1));
}

TEST_CASE("one line is as good as least squares: 1.02 of the noise" * needs(Effort::full)) {
  const auto learner = std::make_unique<Small>();
  support::Random random(2);
  static_cast<void>(measure(*learner, 1000, [&] { return draw_line(random); }));
  CHECK(measure(*learner, 4000, [&] { return draw_line(random); }) < 0.102);
}

TEST_CASE("what learn makes does not depend on what was predicted between" * needs(Effort::some)) {
  const auto asked = std::make_unique<Small>();
  const auto silent = std::make_unique<Small>();
  support::Random random(3);
  for (int t = 0; t < 800; ++t) {
    const Sample sample = draw_regimes(random);
    Forecast forecast;
    Interval interval;
    REQUIRE(asked->predict(sample.x, forecast) == Status::ok);
    REQUIRE(asked->interval(sample.x, 0.8f, interval) == Status::ok);
    REQUIRE(asked->learn(sample.x, sample.y) == silent->learn(sample.x, sample.y));
  }
  for (std::size_t m = 0; m < Small::members(); ++m) CHECK(bits(asked->weight(m)) == bits(silent->weight(m)));
}

TEST_CASE("the log density is never behind a member's by more than ln of their number and the share's cost" *
          needs(Effort::some)) {
  const auto learner = std::make_unique<Small>();
  const core::LearnerView view = learner->view();
  support::Random random(4);
  double own[max_members]{};
  double joint = 0.0, largest = 0.0;
  const double count = static_cast<double>(Small::members());
  const double cost = -std::log1p(-wide(core::learn::fixed_share));
  for (int t = 1; t <= 3000; ++t) {
    Sample sample = t % 1000 < 500 ? draw_regimes(random) : draw_line(random);
    if (t % 97 == 0) sample.y += 40.0f;
    static_cast<void>(learner->learn(sample.x, sample.y));
    if (t <= 2) continue;
    joint += wide(learner->log_density());
    for (std::size_t m = 0; m < Small::members(); ++m) {
      own[m] += wide(view.members[m].log_density);
      largest = std::fmax(largest, std::fabs(wide(view.members[m].log_density)));
      REQUIRE(own[m] - joint <= std::log(count) + t * cost + t * (largest + 2.0 * std::log(count) + 16.0) * 0x1p-22);
    }
  }
}

TEST_CASE("bad samples are named and counted, and nothing else changes") {
  const auto learner = std::make_unique<Small>();
  const auto twin = std::make_unique<Small>();
  support::Random random(5);
  using limits = std::numeric_limits<float>;
  for (int t = 0; t < 600; ++t) {
    const Sample sample = draw_regimes(random);
    if (t % 3 == 0) {
      float bad[] = {sample.x[0], sample.x[1], sample.x[2]};
      bad[t % 2] = limits::quiet_NaN();
      CHECK(learner->learn(bad, sample.y) == Status::not_finite);
      CHECK(learner->learn(sample.x, limits::infinity()) == Status::not_finite);
      CHECK(learner->learn(sample.x, 3e15f) == Status::out_of_range);
      CHECK(learner->learn(sample.x, sample.y, -1.0f) == Status::out_of_range);
      CHECK(learner->learn({bad, 1}, sample.y) == Status::wrong_length);
    }
    REQUIRE(learner->learn(sample.x, sample.y) == twin->learn(sample.x, sample.y));
  }
  CHECK(learner->counters().not_finite == 400);
  CHECK(learner->counters().out_of_range == 400);
  CHECK(learner->counters().wrong_length == 200);
  CHECK(learner->counters().accepted == 600);
  const float x[] = {0.3f, -0.2f, 0.1f};
  Forecast a, b;
  REQUIRE(learner->predict(x, a) == Status::ok);
  REQUIRE(twin->predict(x, b) == Status::ok);
  CHECK(bits(a.mean) == bits(b.mean));
  CHECK(bits(a.lower) == bits(b.lower));
}

TEST_CASE("a plant that rests while it is switched on is learnt as one that does not" * needs(Effort::some)) {
  const auto fresh = std::make_unique<Small>();
  support::Random again(6);
  static_cast<void>(measure(*fresh, 600, [&] { return draw_line(again); }));
  const double right = measure(*fresh, 400, [&] { return draw_line(again); });
  for (const float idle : {0.0f, 3.5f}) {
    for (const int length : {22, 80, 500}) {
      const auto learner = std::make_unique<Small>();
      support::Random random(6);
      const float x[] = {idle, idle, idle};
      for (int t = 0; t < length; ++t) REQUIRE(learner->learn(x, idle) == Status::ok);
      static_cast<void>(measure(*learner, 600, [&] { return draw_line(random); }));
      CHECK(measure(*learner, 400, [&] { return draw_line(random); }) < 1.1 * right);
    }
  }
}

TEST_CASE(
    "a change of everything is noticed, and 200 samples later the error is at most 1.6 times that of one that begins anew" *
    needs(Effort::full)) {
  double ratios = 0.0;
  for (std::uint64_t seed = 7; seed < 15; ++seed) {
    const auto learner = std::make_unique<Small>();
    support::Random random(seed);
    const auto turn = [&] {
      Sample sample = draw_line(random);
      sample.y = 30.0f - 3.0f * sample.y;
      return sample;
    };
    static_cast<void>(measure(*learner, 3000, [&] { return draw_line(random); }));
    static_cast<void>(measure(*learner, 200, turn));
    CHECK(learner->counters().changes >= 1);
    const double after = measure(*learner, 500, turn);
    const auto fresh = std::make_unique<Small>();
    static_cast<void>(measure(*fresh, 200, turn));
    ratios += after / measure(*fresh, 500, turn) / 8.0;
  }
  CHECK(ratios < 1.6);
}

TEST_CASE("no forecast is wild and none is NaN, whatever comes" * needs(Effort::some)) {
  const auto learner = std::make_unique<Small>();
  support::Random random(8);
  float lowest = 0.0f, highest = 0.0f;
  for (int t = 0; t < 4000; ++t) {
    Sample sample = draw_regimes(random);
    if (t % 5 == 0) sample.x[1] *= 1e6f;
    if (t % 700 < 100) sample.x = {0.0f, 0.0f, 0.0f};
    if (t % 11 == 0) sample.x[2] = sample.x[0] * (1.0f + 1e-6f);
    if (t % 301 == 0) sample.x = {1e15f, -1e15f, 1e15f};
    Forecast forecast;
    REQUIRE(learner->predict(sample.x, forecast) == Status::ok);
    for (const float value : {forecast.mean, forecast.lower, forecast.upper, forecast.deviation}) REQUIRE(std::isfinite(value));
    const float span = highest - lowest;
    REQUIRE(forecast.mean >= lowest - 1.3f * span);
    REQUIRE(forecast.mean <= highest + 1.3f * span);
    static_cast<void>(learner->learn(sample.x, sample.y));
    lowest = t == 0 ? sample.y : std::fmin(lowest, sample.y);
    highest = t == 0 ? sample.y : std::fmax(highest, sample.y);
  }
}

TEST_CASE("time that has passed fades what was, and a target after a gap is learnt" * needs(Effort::some)) {
  const auto learner = std::make_unique<Small>();
  support::Random random(9);
  for (int t = 0; t < 500; ++t) {
    const Sample sample = draw_line(random);
    REQUIRE(learner->learn(sample.x, sample.y, t % 50 == 0 ? 20.0f : 1.0f) == Status::ok);
  }
  CHECK(learner->counters().accepted == 500);
  CHECK(measure(*learner, 300, [&] { return draw_line(random); }) < 0.12);
}

TEST_SUITE_END();
