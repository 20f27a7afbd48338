// SPDX-License-Identifier: MIT
#include "adapt/change.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "adapt/stage.hpp"
#include "support/effort.hpp"

using namespace motet;
using support::Effort;
using support::needs;
using support::wide;

namespace {

/// The log density of a normal sample under its own law, less a constant.
[[nodiscard]] float draw_loglik(support::Random& random, double shift = 0.0) {
  const double x = random.normal() + shift;
  return support::narrow(-0.5 * x * x);
}

/// Samples until a change is noticed, at most `limit`.
[[nodiscard]] int wait(Adapter<2, 2>& adapter, support::Random& random, double shift, int limit) {
  for (int t = 1; t <= limit; ++t) {
    if (core::adapting::notice_change(adapter.view(), draw_loglik(random, shift))) return t;
  }
  return limit + 1;
}

}  // namespace

TEST_SUITE_BEGIN("adapt/change");

TEST_CASE("the usual log density and its variance are running averages" * needs(Effort::some)) {
  AdaptSettings settings;
  settings.change_threshold = 1e6f;
  settings.change_memory = 500.0f;
  Adapter<2, 2> adapter(settings);
  support::Random random(1);
  for (int t = 0; t < 100000; ++t) static_cast<void>(core::adapting::notice_change(adapter.view(), draw_loglik(random)));
  CHECK(adapter.loglik() == doctest::Approx(-0.5).epsilon(0.15));
  CHECK(adapter.view().state->spread == doctest::Approx(0.5).epsilon(0.3));
}

TEST_CASE("a million samples of the usual kind raise no alarm" * needs(Effort::full)) {
  Adapter<2, 2> adapter;
  support::Random random(2);
  CHECK(wait(adapter, random, 0.0, 1000000) == 1000001);
}

TEST_CASE("a change is noticed soon: deviations of 2 in a hundred samples, of 1 in some hundreds" * needs(Effort::some)) {
  Adapter<2, 2> adapter;
  support::Random random(3);
  for (int trial = 0; trial < 20; ++trial) {
    REQUIRE(wait(adapter, random, 0.0, 3000) == 3001);
    const int delay = wait(adapter, random, 2.0, 3000);
    CHECK(delay > 5);
    CHECK(delay < 100);
    adapter.view().state->drop = 0.0f;
  }
  REQUIRE(wait(adapter, random, 0.0, 3000) == 3001);
  CHECK(wait(adapter, random, 1.0, 3000) < 600);
}

TEST_CASE("one outlier, however far, is no change; nor is a better fit" * needs(Effort::some)) {
  Adapter<2, 2> adapter;
  support::Random random(4);
  REQUIRE(wait(adapter, random, 0.0, 2000) == 2001);
  CHECK_FALSE(core::adapting::notice_change(adapter.view(), -1e24f));
  CHECK(adapter.view().state->drop <= 4.0f * 1.0f + 40.0f);
  CHECK(wait(adapter, random, 0.0, 2000) == 2001);
  int alarms = 0;
  for (int t = 0; t < 2000; ++t) alarms += core::adapting::notice_change(adapter.view(), 3.0f + draw_loglik(random));
  CHECK(alarms == 0);
}

TEST_CASE("the first hundred samples raise none, and a change begins the count anew") {
  Adapter<2, 2> adapter;
  support::Random random(5);
  for (int t = 0; t < 100; ++t) CHECK_FALSE(core::adapting::notice_change(adapter.view(), t < 50 ? 0.0f : -1000.0f));
  static_cast<void>(wait(adapter, random, 0.0, 20000));
  REQUIRE(wait(adapter, random, 5.0, 3000) <= 3000);
  CHECK(adapter.view().state->watched == 0);
  CHECK(adapter.view().state->drop == 0.0f);
}

TEST_CASE("adapt says changed when the plant changes, learns the sample, and the step is large again" * needs(Effort::some)) {
  test::Stage<4, 2, 256> stage(test::draw_mixture(2, 3, 0.2), 1000, 6000);
  REQUIRE(stage.run(5000) == 5000);
  CHECK(stage.adapter.counters().changes == 0);
  const float step = stage.adapter.view().state->step;
  int at = -1;
  for (int t = 0; t < 500 && at < 0; ++t) {
    const std::size_t s = 1000 + static_cast<std::size_t>(t);
    if (stage.adapter.adapt(stage.samples.row(s), 5.0f - stage.samples.y[s], stage.model) == Status::changed) at = t;
  }
  CHECK(at >= 0);
  CHECK(at < 100);
  CHECK(stage.adapter.counters().changes == 1);
  CHECK(stage.adapter.counters().accepted == 5000u + static_cast<unsigned>(at) + 1u);
  CHECK(stage.run(1) == 0);
  static_cast<void>(stage.adapter.adapt(stage.samples.row(0), stage.samples.y[0], stage.model));
  static_cast<void>(stage.adapter.adapt(stage.samples.row(1), stage.samples.y[1], stage.model));
  static_cast<void>(stage.adapter.adapt(stage.samples.row(2), stage.samples.y[2], stage.model));
  static_cast<void>(stage.adapter.adapt(stage.samples.row(3), stage.samples.y[3], stage.model));
  CHECK(stage.adapter.view().state->step > 2.0f * step);
}

TEST_SUITE_END();
