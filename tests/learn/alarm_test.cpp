// SPDX-License-Identifier: MIT
#include "learn/alarm.hpp"

#include <doctest/doctest.h>

#include "learn/stage.hpp"
#include "support/effort.hpp"

using namespace motet;
using learning_stage::Small;

namespace {

/// Samples until a change is noticed, at most `limit`.
int wait(Small& learner, support::Random& random, double shift, int limit) {
  for (int t = 1; t <= limit; ++t) {
    const double x = random.normal() + shift;
    if (core::learn::notice_change(learner.view(), support::narrow(-0.5 * x * x))) return t;
  }
  return limit + 1;
}

}  // namespace

TEST_SUITE_BEGIN("learn/alarm");

TEST_CASE("a hundred thousand samples of the usual kind raise no alarm" * support::needs(support::Effort::some)) {
  Small learner;
  support::Random random(1);
  CHECK(wait(learner, random, 0.0, 100000) == 100001);
}

TEST_CASE("a change is noticed within a hundred samples, and what follows is the usual then") {
  Small learner;
  support::Random random(2);
  CHECK(wait(learner, random, 0.0, 3000) == 3001);
  CHECK(wait(learner, random, 2.5, 100) <= 100);
  CHECK(wait(learner, random, 2.5, 3000) == 3001);
}

TEST_CASE("one sample, however strange, is no change") {
  Small learner;
  support::Random random(3);
  CHECK(wait(learner, random, 0.0, 1000) == 1001);
  CHECK(!core::learn::notice_change(learner.view(), -1e30f));
  CHECK(wait(learner, random, 0.0, 1000) == 1001);
}

TEST_SUITE_END();
