// SPDX-License-Identifier: MIT
#include "learn/fits.hpp"

#include <doctest/doctest.h>

#include <memory>

#include "learn/stage.hpp"
#include "support/effort.hpp"

using namespace motet;
using namespace motet::core::learn;
using learning_stage::draw_regimes;
using learning_stage::Sample;
using learning_stage::Small;

namespace {

/// A learner that leaves all work to others.
std::unique_ptr<Small> make_idle() {
  LearnerSettings settings;
  settings.work_per_sample = 0;
  return std::make_unique<Small>(settings);
}

}  // namespace

TEST_SUITE_BEGIN("learn/fits");

TEST_CASE("fits come at growing intervals, and their number grows as the logarithm of the stream") {
  const auto learner = std::make_unique<Small>();
  support::Random random(1);
  learning_stage::teach(*learner, random, 1000);
  const std::uint32_t early = learner->counters().fits;
  CHECK(early >= 2);
  CHECK(early <= 9);
  CHECK(learner->counters().replaced >= 1);
}

TEST_CASE("without a budget nothing is fitted, and work alone does it") {
  const auto learner = make_idle();
  support::Random random(2);
  learning_stage::teach(*learner, random, 600);
  CHECK(learner->counters().fits == 0);
  int slices = 0;
  while (learner->work(100) == Status::unfinished && slices < 100000) ++slices;
  CHECK(slices > 3);
  CHECK(learner->counters().fits == 1);
  CHECK(learner->work(100) == Status::ok);
}

TEST_CASE("a fit in any slices leaves the same model, to the bit") {
  const auto coarse = make_idle();
  const auto fine = make_idle();
  support::Random one(3), two(3);
  learning_stage::teach(*coarse, one, 600);
  learning_stage::teach(*fine, two, 600);
  while (coarse->work(1000000) == Status::unfinished) {
  }
  while (fine->work(7) == Status::unfinished) {
  }
  const Model<3, 2> a = coarse->model();
  const Model<3, 2> b = fine->model();
  CHECK(support::bits(a.slope(0, 1)) == support::bits(b.slope(0, 1)));
  CHECK(support::bits(a.gate_slope(0, 0)) == support::bits(b.gate_slope(0, 0)));
}

TEST_CASE("after a change the windows begin anew, and the models stay" * support::needs(support::Effort::some)) {
  const auto learner = std::make_unique<Small>();
  support::Random random(4);
  learning_stage::teach(*learner, random, 2000);
  const Model<3, 2> before = learner->model();
  const core::LearnerView view = learner->view();
  restart_fits(view);
  CHECK(view.state->since == 0);
  CHECK(!view.state->fitting);
  CHECK(view.plain.state->counters.accepted == 0);
  CHECK(support::bits(learner->model().slope(0, 1)) == support::bits(before.slope(0, 1)));
  learning_stage::teach(*learner, random, 200);
  CHECK(learner->counters().fits > 0);
}

TEST_CASE("a window that cannot be fitted does not hold the others up" * support::needs(support::Effort::some)) {
  const auto learner = std::make_unique<Small>();
  const float x[] = {1.0f, 1.0f, 1.0f};
  for (int t = 0; t < 500; ++t) REQUIRE(learner->learn(x, 2.0f) == Status::ok);
  CHECK(learner->counters().fits == 0);
  support::Random random(5);
  learning_stage::teach(*learner, random, 1500);
  CHECK(learner->counters().fits > 0);
}

TEST_SUITE_END();
