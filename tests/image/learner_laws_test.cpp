// SPDX-License-Identifier: MIT
#include "image/learner_laws.hpp"

#include <doctest/doctest.h>

#include <limits>

#include "image/learners.hpp"
#include "support/effort.hpp"

TEST_SUITE_BEGIN("image/learner_laws");

using namespace motet;
using core::image::lawful;

namespace {

constexpr float none = std::numeric_limits<float>::quiet_NaN();
constexpr float infinite = std::numeric_limits<float>::infinity();

/// Whether all that a learner holds is lawful.
bool all_lawful(const test::FewLearner& learner) {
  const core::LearnerSource l = learner.view();
  const auto runs = core::LearnerImage::runs({l.plan});
  bool good = lawful(*l.plan, *l.state);
  for (std::uint32_t run = 0; run < runs.size(); ++run) {
    for (std::uint32_t i = 0; i < runs[run].count; ++i) good &= lawful(*l.state, run, i, l.block[runs[run].begin + i]);
  }
  for (std::uint32_t m = 0; m < l.plan->members; ++m) {
    const core::MemberPlan& place = l.plan->member[m];
    good &= lawful(l.members[m]);
    const std::uint32_t order = core::member_order(place.member, l.state->settings.dim);
    if (place.member.experts != 0) continue;
    for (std::uint32_t i = 0; i < core::line_floats(order); ++i) {
      good &= core::image::lawful_line(order, i, l.block[place.block + i]);
    }
  }
  return good;
}

}  // namespace

TEST_CASE("what streams leave behind is lawful, at the ends of the range too" * support::needs(support::Effort::some)) {
  for (const float size : {1.0f, 9e14f, 1e-15f, 1e-30f}) {
    for (const float offset : {0.0f, 0.9f}) {
      CAPTURE(size);
      CAPTURE(offset);
      test::FewLearner learner;
      bool good = all_lawful(learner);
      for (std::uint64_t t = 1; t <= 600; ++t) {
        support::Random random(t);
        const auto draw = [&] { return size * (offset + (1.0f - offset) * (2.0f * support::narrow(random.uniform()) - 1.0f)); };
        const std::array<float, 2> x{draw(), draw()};
        const Status status = learner.learn(x, t % 50 < 25 ? draw() : x[0]);
        good = good && (status == Status::ok || status == Status::changed) && all_lawful(learner);
      }
      CHECK(good);
    }
  }
}

TEST_CASE("every number of a state has limits") {
  const core::LearnerPlan& plan = test::FewLearner::plan;
  const auto learner = test::learnt(100);
  const core::LearnerState good = *learner->view().state;
  REQUIRE(lawful(plan, good));
  const auto changed = [&](auto change) {
    core::LearnerState state = good;
    change(state);
    return lawful(plan, state);
  };
  using S = core::LearnerState;
  CHECK_FALSE(changed([](S& s) { s.settings.dim = 0; }));
  CHECK_FALSE(changed([](S& s) { s.settings.dim = 3; }));
  CHECK_FALSE(changed([](S& s) { s.settings.range = 2e15f; }));
  CHECK_FALSE(changed([](S& s) { s.settings.work_per_sample = 1000000001u; }));
  CHECK_FALSE(changed([](S& s) { s.turn = 5; }));
  CHECK_FALSE(changed([](S& s) { s.lowest = s.highest + 1.0f; }));
  for (float S::*const number : {&S::lowest, &S::highest, &S::last, &S::mean, &S::variance, &S::miss_rate, &S::covered,
                                 &S::log_density, &S::loglik, &S::usual, &S::spread, &S::drop, &S::p_value}) {
    CHECK_FALSE(changed([&](S& s) { s.*number = none; }));
    CHECK_FALSE(changed([&](S& s) { s.*number = infinite; }));
  }
  for (float S::*const number : {&S::variance, &S::miss_rate, &S::covered, &S::spread, &S::drop, &S::p_value}) {
    CHECK_FALSE(changed([&](S& s) { s.*number = -1.0f; }));
  }
}

TEST_CASE("every number of a member has limits") {
  using S = core::MemberState;
  S state;
  CHECK_FALSE(lawful(state));  // no weight
  state.weight = 0.5f;
  REQUIRE(lawful(state));
  const S good = state;
  for (float S::*const number : {&S::residual, &S::along, &S::square, &S::variance, &S::weight, &S::loglik}) {
    for (const float value : {none, infinite, -infinite}) {
      state = good;
      state.*number = value;
      CHECK_FALSE(lawful(state));
    }
  }
  state = good;
  state.misses = 7;
  CHECK_FALSE(lawful(state));
  state = good;
  state.weight = 1.1f;
  CHECK_FALSE(lawful(state));
  state.weight = 0.0f;
  CHECK_FALSE(lawful(state));
}

TEST_CASE("the information of a line is a sum of squares, its means lie within the range, and its slopes are finite") {
  using core::image::lawful_line;
  CHECK(lawful_line(3, 5, 1e36f));
  CHECK_FALSE(lawful_line(3, 5, -1.0f));
  CHECK_FALSE(lawful_line(3, 0, infinite));
  CHECK(lawful_line(3, 8, -1e15f));
  CHECK_FALSE(lawful_line(3, 8, 1e16f));
  CHECK(lawful_line(3, 9, 1e38f));
  CHECK_FALSE(lawful_line(3, 11, none));
  CHECK(lawful_line(3, 12, 0.0f));
  CHECK_FALSE(lawful_line(3, 12, 1.0f));
}

TEST_CASE("floats behind the inputs in use are zero, and no bin is empty") {
  LearnerSettings settings;
  settings.dim = 1;
  const test::FewLearner learner(settings);
  const core::LearnerState& state = *learner.view().state;
  using namespace core::image;
  CHECK(lawful(state, centre_run, 1, 5.0f));
  CHECK_FALSE(lawful(state, centre_run, 1, 2e15f));
  CHECK_FALSE(lawful(state, centre_run, 2, 5.0f));
  CHECK(lawful(state, tolerance_run, 2, 5.0f));
  CHECK_FALSE(lawful(state, tolerance_run, 2, -5.0f));
  CHECK_FALSE(lawful(state, tolerance_run, 0, 5.0f));
  CHECK_FALSE(lawful(state, tolerance_run, 3, 5.0f));
  CHECK(lawful(state, histogram_run, 31, 5.0f));
  CHECK_FALSE(lawful(state, histogram_run, 31, 0.0f));
  CHECK_FALSE(lawful(state, histogram_run, 0, 5000.0f));
}

TEST_SUITE_END();
