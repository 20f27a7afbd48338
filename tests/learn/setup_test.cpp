// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <cstring>
#include <memory>

#include "learn/stage.hpp"
#include "support/bits.hpp"

using namespace motet;
using learning_stage::Small;

TEST_SUITE_BEGIN("learn/setup");

TEST_CASE("a learner has what its plan says, and no more") {
  CHECK(Small().status() == Status::ok);
  CHECK(Small().dim() == 3);
  CHECK(Small::members() == 10);
  CHECK(Small::member(0).experts == 2);
  static_assert(sizeof(Learner<8>) <= 24 * 1024, "the small configuration");
  static_assert(sizeof(Learner<8, 4, 256, LargeBank<4>>) <= 128 * 1024, "the large one");
}

namespace {

/// One line, and nothing else.
struct OneLine {
  static constexpr Member members[] = {{Sight::inputs, 0, 0}};
};

}  // namespace

TEST_CASE("who takes one member pays for one") { static_assert(sizeof(Learner<8, 2, 64, OneLine>) <= 1536); }

TEST_CASE("settings out of range are named, and every call says so") {
  LearnerSettings settings;
  settings.dim = 4;
  Small many(settings);
  CHECK(many.status() == Status::bad_dim);
  const float x[] = {1.0f, 2.0f, 3.0f};
  Forecast forecast;
  CHECK(many.predict(x, forecast) == Status::bad_dim);
  CHECK(many.learn(x, 1.0f) == Status::bad_dim);
  CHECK(many.work(1) == Status::bad_dim);
  settings.dim = 2;
  settings.range = 1e20f;
  CHECK(Small(settings).status() == Status::bad_setting);
  settings.range = 1e3f;
  settings.work_per_sample = 2000000000u;
  CHECK(Small(settings).status() == Status::bad_setting);
}

TEST_CASE("a reset leaves what a new learner has; one that is refused leaves all as it was") {
  const auto learner = std::make_unique<Small>();
  support::Random random(1);
  learning_stage::teach(*learner, random, 300);
  const support::Snapshot before(*learner);
  LearnerSettings settings;
  settings.dim = 9;
  CHECK(learner->reset(settings) == Status::bad_dim);
  CHECK(before.unchanged());
  CHECK(learner->reset({}) == Status::ok);
  const auto fresh = std::make_unique<Small>();
  support::Random one(2), two(2);
  learning_stage::teach(*learner, one, 300);
  learning_stage::teach(*fresh, two, 300);
  const float x[] = {0.1f, 0.2f, 0.3f};
  Forecast a, b;
  REQUIRE(learner->predict(x, a) == Status::ok);
  REQUIRE(fresh->predict(x, b) == Status::ok);
  CHECK(support::bits(a.mean) == support::bits(b.mean));
  CHECK(support::bits(a.upper) == support::bits(b.upper));
}

TEST_SUITE_END();
