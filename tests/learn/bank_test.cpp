// SPDX-License-Identifier: MIT
#include "learn/bank.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <memory>

#include "learn/stage.hpp"
#include "support/effort.hpp"

using namespace motet;
using namespace motet::core::learn;
using learning_stage::draw_line;
using learning_stage::draw_regimes;
using learning_stage::Sample;
using learning_stage::Small;
using support::bits;

TEST_SUITE_BEGIN("learn/bank");

TEST_CASE("teaching a sample predicts it as asking for it does") {
  const auto learner = std::make_unique<Small>();
  const core::LearnerView view = learner->view();
  support::Random random(1);
  learning_stage::teach(*learner, random, 1000);
  for (int t = 0; t < 300; ++t) {
    const Sample sample = draw_regimes(random);
    Forecast forecast;
    REQUIRE(learner->predict(sample.x, forecast) == Status::ok);
    float mean[max_members], width[max_members];
    for (std::uint32_t m = 0; m < Small::members(); ++m) {
      mean[m] = view.members[m].mean;
      width[m] = view.members[m].width;
    }
    const bool moves = (learner->counters().accepted % 256) == 0;  // the centre; then a rounding lies between
    static_cast<void>(learner->learn(sample.x, sample.y));
    for (std::uint32_t m = 0; m < Small::members(); ++m) {
      CAPTURE(m);
      CHECK(support::apart(view.members[m].mean, mean[m]) < (moves ? 1e-4 : 2e-6));
      CHECK(support::apart(view.members[m].width, width[m]) < 1e-4 * std::fabs(support::wide(width[m])));
    }
  }
}

TEST_CASE("offsets a hundred thousand times the spread cost no more than their floats do" *
          support::needs(support::Effort::full)) {
  double squares[2] = {0.0, 0.0};
  for (const bool far : {false, true}) {
    const auto learner = std::make_unique<Small>();
    support::Random random(2);
    const float by = far ? 1e5f : 0.0f;
    for (int t = 0; t < 3000; ++t) {
      Sample sample = draw_line(random);
      for (float& value : sample.x) value += by;
      sample.y += by;
      Forecast forecast;
      REQUIRE(learner->predict(sample.x, forecast) == Status::ok);
      if (t >= 500) squares[far] += std::pow(support::wide(forecast.mean) - support::wide(sample.y), 2);
      static_cast<void>(learner->learn(sample.x, sample.y));
    }
  }
  CHECK(std::sqrt(squares[1] / squares[0]) < 1.03);
}

TEST_CASE("the centre follows a stream that has gone away from it" * support::needs(support::Effort::some)) {
  const auto learner = std::make_unique<Small>();
  support::Random random(3);
  for (int t = 0; t < 4096; ++t) {
    Sample sample = draw_line(random);
    if (t >= 100) sample.x[1] += 1000.0f;
    static_cast<void>(learner->learn(sample.x, sample.y));
  }
  const core::LearnerView view = learner->view();
  CHECK(support::apart(centre_of(view)[1], 1000.0f) < 60.0);
}

TEST_CASE("the reach holds the targets seen, and no error is thought smaller than a float of them") {
  core::LearnerState state;
  state.lowest = -2.0f;
  state.highest = 1e6f;
  const Reach reach = reach_of(state);
  CHECK(support::apart(reach.low, -2.0 - 1e5) < 1.0);
  CHECK(support::apart(reach.high, 1.1e6) < 1.0);
  CHECK(reach.least > 0.01f);
  CHECK(reach.least < 10.0f);
  state = {};
  CHECK(reach_of(state).least > 0.0f);
}

TEST_SUITE_END();
