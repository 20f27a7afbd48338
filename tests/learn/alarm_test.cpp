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

TEST_CASE("the best member is the one with the largest mean of late, whatever the last target was to it") {
  Small learner;
  support::Random random(4);
  learning_stage::teach(learner, random, 500);
  const core::LearnerView view = learner.view();
  std::uint32_t best = 0;
  for (std::uint32_t m = 1; m < view.plan->members; ++m) best = view.members[m].loglik > view.members[best].loglik ? m : best;
  CHECK(view.plan->member[best].member.experts == 2);
  CHECK(core::learn::read_best(view) == view.members[best].log_density);
  view.members[best].log_density = -1000.0f;
  CHECK(core::learn::read_best(view) == -1000.0f);
}

TEST_CASE("regimes that all change are noticed within fifty samples, though short lines follow them at once") {
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    Small learner;
    support::Random random(10 + seed);
    learning_stage::teach(learner, random, 3000);
    CHECK(learner.counters().changes == 0);
    int noticed = 0;
    for (int t = 1; t <= 100 && noticed == 0; ++t) {
      learning_stage::Sample sample = learning_stage::draw_regimes(random);
      sample.y = -sample.y;
      if (learner.learn(sample.x, sample.y) == Status::changed) noticed = t;
    }
    CHECK(noticed > 0);
    CHECK(noticed <= 50);
  }
}

TEST_SUITE_END();
