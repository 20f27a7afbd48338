// SPDX-License-Identifier: MIT
#include "learn/mixture.hpp"

#include <doctest/doctest.h>

#include <memory>

#include "learn/stage.hpp"
#include "learn/vote.hpp"
#include "motet/adapter.hpp"

using namespace motet;
using namespace motet::core::learn;
using learning_stage::draw_regimes;
using learning_stage::Sample;
using learning_stage::Small;

TEST_SUITE_BEGIN("learn/mixture");

TEST_CASE("before its estimator has a frame a mixture says what it is told to, and learns nothing") {
  const auto learner = std::make_unique<Small>();
  const core::LearnerView view = learner->view();
  const core::MemberPlan& place = view.plan->member[0];
  const float x[] = {1.0f, 2.0f, 3.0f, 0.0f};
  CHECK(ask_mixture(view, place, x, 7.0f) == 7.0f);
  CHECK(teach_mixture(view, place, x, 1.0f, 1.0f, 7.0f) == 7.0f);
  CHECK(begin_mixture(view, place) == Status::too_few_samples);
  begin_mixtures(view);
  CHECK(view.sizes[place.mixture].experts == 0);
}

TEST_CASE("a mixture adapts as an adapter of its memory does, to the bit") {
  const auto learner = std::make_unique<Small>();
  const core::LearnerView view = learner->view();
  const core::MemberPlan& place = view.plan->member[1];
  REQUIRE(place.member.memory == 100);
  Settings settings;
  settings.experts = 2;
  Estimator<3, 2, 64> estimator(settings);
  Adapter<3, 2> adapter;
  Model<3, 2> model;
  support::Random random(2);
  for (int t = 0; t < 600; ++t) {
    const Sample sample = draw_regimes(random);
    const float x[] = {sample.x[0], sample.x[1], sample.x[2], 0.0f};
    const float otherwise = -99.0f;
    begin_mixtures(view);
    const float said = teach_mixture(view, place, x, sample.y, 1.0f, otherwise);
    if (!model.fitted() && adapter.begin(model, estimator) == Status::ok) adapter.view().state->memory = 100.0f;
    if (model.fitted()) {
      REQUIRE(adapter.adapt(sample.x, sample.y, model) == Status::ok);
      REQUIRE(support::bits(said) == support::bits(sample.y - adapter.error()));
    } else {
      REQUIRE(said == otherwise);
    }
    REQUIRE(core::push(view.plain, sample.x.data(), 3, sample.y) == Status::ok);
    REQUIRE(estimator.push(sample.x, sample.y) == Status::ok);
  }
  CHECK(adapter.counters().accepted > 400);
  CHECK(view.plain.state->settings.experts == 1);
}

TEST_CASE("a rival that is likelier takes the place of a mixture, which keeps its memory") {
  const auto learner = std::make_unique<Small>();
  const core::LearnerView view = learner->view();
  const core::MemberPlan& place = view.plan->member[1];
  support::Random random(3);
  for (int t = 0; t < 600; ++t) {
    const Sample sample = draw_regimes(random);
    static_cast<void>(core::push(view.plain, sample.x.data(), 3, sample.y));
  }
  REQUIRE(begin_mixture(view, place) == Status::ok);
  Estimator<3, 2, 64> estimator;
  Model<3, 2> model;
  support::Random again(3);
  for (int t = 0; t < 600; ++t) {
    const Sample sample = draw_regimes(again);
    REQUIRE(estimator.push(sample.x, sample.y) == Status::ok);
  }
  REQUIRE(estimator.fit(model) == Status::ok);
  core::MemberState* members = view.members;
  REQUIRE(view.plan->members == 10);
  for (std::uint32_t m = 0; m < view.plan->members; ++m) members[m].weight = m == 1 ? 0.4f : 0.6f / 9.0f;
  challenge_mixture(view, place, model.view());
  CHECK(learner->counters().replaced == 1);
  CHECK(members[1].weight == fixed_share / 10.0f);
  CHECK(adapter_of(view, place).state->memory == 100.0f);
  challenge_mixture(view, place, model.view());
  CHECK(learner->counters().replaced == 1);
}

TEST_SUITE_END();
