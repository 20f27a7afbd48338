// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <memory>

#include "learn/mixture.hpp"
#include "learn/stage.hpp"
#include "support/effort.hpp"

using namespace motet;
using learning_stage::Small;

TEST_SUITE_BEGIN("learn/reading");

TEST_CASE("there is no model before a mixture has begun") {
  const Small learner;
  CHECK(!learner.model().fitted());
}

namespace {

/// The mixture that weighs most has fewer experts than the bound.
struct Mixed {
  static constexpr Member members[] = {
      {Sight::inputs_and_last, 3, 0}, {Sight::inputs, 2, 0}, {Sight::inputs, 3, 0}, {Sight::inputs, 0, 0}};
};

}  // namespace

TEST_CASE("the mixture of the inputs that weighs most is handed out, whatever its bound") {
  const auto learner = std::make_unique<Learner<3, 3, 64, Mixed>>();
  support::Random random(1);
  learning_stage::teach(*learner, random, 800);
  const core::LearnerView view = learner->view();
  for (const std::size_t leader : {1u, 2u}) {
    view.members[1].weight = leader == 1 ? 0.9f : 0.01f;
    view.members[2].weight = leader == 2 ? 0.9f : 0.01f;
    view.members[0].weight = 0.99f;  // it sees more than the inputs
    const auto model = learner->model();
    REQUIRE(model.experts() == view.plan->member[leader].member.experts);
    const float x[] = {0.4f, -1.0f, 2.0f};
    Prediction<3> at;
    REQUIRE(model.predict(x, at) == Status::ok);
    CHECK(support::bits(at.mean) == support::bits(core::learn::ask_mixture(view, view.plan->member[leader], x, -1.0f)));
  }
}

TEST_CASE("weights add up to 1, and a member that there is not weighs nothing") {
  const auto learner = std::make_unique<Small>();
  support::Random random(2);
  learning_stage::teach(*learner, random, 200);
  float sum = 0.0f;
  for (std::size_t m = 0; m < Small::members(); ++m) sum += learner->weight(m);
  CHECK(sum == doctest::Approx(1.0));
  CHECK(learner->weight(Small::members()) == 0.0f);
}

TEST_CASE("the report tells what the stream has shown" * support::needs(support::Effort::some)) {
  const auto learner = std::make_unique<Small>();
  CHECK(learner->report().samples == 0);
  CHECK(learner->report().experts == 0);
  support::Random random(3);
  learning_stage::teach(*learner, random, 4000);
  const LearnerReport report = learner->report();
  CHECK(report.samples == 4000);
  CHECK(report.members == Small::members());
  CHECK(report.experts == 2);
  CHECK(report.gain > 1.0f);  // lines leave deviations of 2, regimes of .1
  CHECK(report.covered == doctest::Approx(0.95).epsilon(0.03));
  CHECK(report.memory > 50.0f);
  CHECK(report.memory <= 4000.5f);
  CHECK(report.fits == learner->counters().fits);
  for (std::size_t m = 0; m < Small::members(); ++m) CHECK(report.member[m].weight == learner->weight(m));
}

TEST_SUITE_END();
