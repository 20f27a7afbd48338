// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include "descent/rig.hpp"
#include "motet/descent.hpp"

using namespace motet;
using test::make_descent_settings;

TEST_SUITE_BEGIN("descent/configure_descent");

TEST_CASE("0 stands for the bound, and for 30000 samples an input") {
  Descent<5, 3> descent;
  CHECK(descent.status() == Status::ok);
  CHECK(descent.settings().dim == 5);
  CHECK(descent.settings().experts == 3);
  CHECK(descent.settings().samples == 150000);
  CHECK(descent.stage() == DescentStage::spread);
  CHECK(descent.reset(make_descent_settings(2, 2, 1600)) == Status::ok);
  CHECK(descent.settings().samples == 1600);
}

TEST_CASE("a setting outside its range is refused, and nothing is changed") {
  struct Case {
    void (*spoil)(DescentSettings&);
    Status status;
  };
  const Case cases[] = {
      {[](DescentSettings& s) { s.dim = 6; }, Status::bad_dim},
      {[](DescentSettings& s) { s.experts = 1; }, Status::bad_experts},
      {[](DescentSettings& s) { s.experts = 4; }, Status::bad_experts},
      {[](DescentSettings& s) { s.samples = 1599; }, Status::bad_setting},
      {[](DescentSettings& s) { s.samples = (1u << 24) + 1; }, Status::bad_setting},
      {[](DescentSettings& s) { s.range = 0.0f; }, Status::bad_setting},
      {[](DescentSettings& s) { s.condition_limit = 0.5f; }, Status::bad_setting},
      {[](DescentSettings& s) { s.step = 0.2f; }, Status::bad_setting},
      {[](DescentSettings& s) { s.step = -s.step; }, Status::bad_setting},
      {[](DescentSettings& s) { s.sigma_floor = 0.2f; }, Status::bad_setting},
  };
  Descent<5, 3> descent;
  const float x[5] = {1.0f, 2.0f, 3.0f, 4.0f, 5.0f};
  CHECK(descent.push(x, 1.0f) == Status::ok);
  const support::Snapshot before(descent);
  for (const Case& each : cases) {
    DescentSettings settings;
    each.spoil(settings);
    CHECK(descent.reset(settings) == each.status);
    Descent<5, 3> refused(settings);
    CHECK(refused.status() == each.status);
    CHECK(refused.push(x, 1.0f) == each.status);
    Model<5, 3> model;
    CHECK(refused.read(model) == each.status);
  }
  CHECK(before.unchanged());
}

TEST_CASE("a reset leaves what a new one has") {
  Descent<3, 2> descent(make_descent_settings(3, 2, 1600));
  support::Random random(1);
  for (int n = 0; n < 1500; ++n) {
    float x[3];
    test::draw_row(random, 3, x);
    CHECK(descent.push(x, x[0] + x[1] * x[2]) == Status::ok);
  }
  CHECK(descent.reset(make_descent_settings(3, 2, 1600)) == Status::ok);
  Descent<3, 2> fresh(make_descent_settings(3, 2, 1600));
  float x[3];
  for (int n = 0; n < 150; ++n) {
    test::draw_row(random, 3, x);
    CHECK(descent.push(x, x[0]) == Status::ok);
    CHECK(fresh.push(x, x[0]) == Status::ok);
  }
  CHECK(descent.stage() == fresh.stage());
  CHECK(descent.counters().accepted == fresh.counters().accepted);
}

TEST_CASE("it holds no moment of order three: its floats, and those of the moments alone, 32 inputs x 4 experts") {
  constexpr core::DescentPlan plan = core::make_descent_plan(32, 4);
  constexpr core::Plan with_moments = core::make_plan(32, 4, 0);
  CHECK(plan.floats < 4096);
  CHECK(plan.floats * 16 < with_moments.floats);
  CHECK(plan.floats < 4 * 32 * 33 + 8 * 4 * 36);  // c1 dim^2 + c2 experts dim
}

TEST_SUITE_END();
