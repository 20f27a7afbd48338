// SPDX-License-Identifier: MIT
#include "learn/sample.hpp"

#include <doctest/doctest.h>

#include <limits>

#include "learn/stage.hpp"

using namespace motet;
using namespace motet::core::learn;
using learning_stage::Small;

TEST_SUITE_BEGIN("learn/sample");

TEST_CASE("inputs are taken or refused by length, finiteness and range") {
  LearnerSettings settings;
  settings.range = 100.0f;
  Small learner(settings);
  const core::LearnerView view = learner.view();
  using limits = std::numeric_limits<float>;
  const float good[] = {1.0f, -100.0f, 100.0f};
  const float large[] = {1.0f, 2.0f, 100.1f};
  const float none[] = {1.0f, limits::quiet_NaN(), 3.0f};
  CHECK(check_inputs(view, good, 3) == Status::ok);
  CHECK(check_inputs(view, good, 2) == Status::wrong_length);
  CHECK(check_inputs(view, large, 3) == Status::out_of_range);
  CHECK(check_inputs(view, none, 3) == Status::not_finite);
  CHECK(check_value(view, -limits::infinity()) == Status::not_finite);
  CHECK(check_value(view, -100.1f) == Status::out_of_range);
}

TEST_CASE("the horizon counts what was predicted since the last target, and is at least one") {
  core::LearnerState state;
  CHECK(horizon_of(state) == 1.0f);
  state.asked = 1;
  CHECK(horizon_of(state) == 1.0f);
  state.asked = 7;
  CHECK(horizon_of(state) == 7.0f);
}

TEST_CASE("a value is held within a limit on both sides") {
  CHECK(hold_within(2.0f, 3.0f) == 2.0f);
  CHECK(hold_within(2.0f, -3.0f) == -2.0f);
  CHECK(hold_within(2.0f, 0.5f) == 0.5f);
}

TEST_SUITE_END();
