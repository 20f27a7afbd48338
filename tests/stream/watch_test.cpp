// SPDX-License-Identifier: MIT
#include "stream/watch.hpp"

#include <doctest/doctest.h>

#include <cstring>

#include "stream/mirror.hpp"

using namespace motet;
using support::wide;

namespace {

/// Rows that rest for a while, in the noise of sensors, and then move.
test::Rows draw_rest(std::size_t rest, std::size_t moving, float noise, std::uint64_t seed) {
  test::Rows rows = test::draw_rows(3, rest + moving, seed);
  for (std::size_t s = 0; s < rows.count(); ++s) {
    const float still = s < rest ? noise : 1.0f;
    for (std::uint32_t j = 0; j < 3; ++j) rows.at(s)[j] = 20.0f + (s < rest ? -3.0f : 0.0f) + still * rows.at(s)[j];
    rows.y[s] = (s < rest ? 7.0f : 0.0f) + still * rows.y[s];
  }
  return rows;
}

/// The library's sum of weights.
double weigh(const core::EstimatorView& e) { return wide(core::stream::old_level(e)[0] + core::stream::young_level(e)[0]); }

}  // namespace

TEST_SUITE_BEGIN("stream/watch");

TEST_CASE("a rest has ended when a quarter of the targets lie far out and spread eight times as wide") {
  for (const float spread : {0.0f, 1.0f, 4.0f}) {
    for (const std::uint32_t far : {10u, 17u, 66u}) {
      core::Watch watch;
      watch.begin(1.0f, 2.0f, 0.1f, 8.0f);
      bool moved = false;
      for (std::uint32_t s = 1; s < core::Watch::length; ++s) {
        CHECK_FALSE(moved);
        moved = watch.take(s < far ? 8.0f + (s % 2 == 0 ? spread : -spread) : 0.0f);
      }
      // Values that fall back to the level of the rest spread by themselves.
      const bool wide_enough = far < core::Watch::length || spread * spread > 64.0f * 0.1f;
      CHECK(moved == (far >= 17 && wide_enough));
      CHECK(watch.count == 0);
      CHECK(watch.restarts == (moved ? 1 : 0));
    }
  }
}

TEST_CASE("what follows a rest is a stream of its own, whatever its noise, 3 inputs x 100 at rest x 400") {
  for (const float noise : {0.0f, 1e-2f, 1e-4f, 1e-6f}) {
    CAPTURE(noise);
    const test::Rows rows = draw_rest(100, 400, noise, 3);
    Estimator<3, 2, 512> learner;
    CHECK(test::push_rows(learner.view(), rows, 0, 500) == 0);
    const core::EstimatorView e = learner.view();
    CHECK(e.state->framed);
    CHECK(e.state->watch.restarts == 1);
    CHECK(e.state->counters.accepted == 500);
    // Calibration takes what the window has kept of the motion: no more than 38 samples of it are given up.
    CHECK(weigh(e) >= 400.0 - 38.0);
    CHECK(weigh(e) <= 400.0);
    CHECK(e.state->kept == e.state->counters.accepted - e.state->missed);
    CHECK(static_cast<double>(e.state->kept) == weigh(e));
    const std::size_t first = 500 - e.state->kept;
    for (std::uint32_t t = 0; t < e.state->kept; ++t) {
      CHECK(std::memcmp(core::stream::kept_row(e, t), rows.row(first + t).data(), 12) == 0);
    }
    for (std::uint32_t j = 0; j < 3; ++j) CHECK(std::fabs(wide(core::stream::frame_shift(e)[j]) - 20.5) < 1.0);
  }
}

TEST_CASE("blocks leave the bits of single samples across the end of a rest") {
  const test::Rows rows = draw_rest(150, 500, 1e-3f, 4);
  for (const float memory : {0.0f, 200.0f}) {
    Settings settings;
    settings.memory = memory;
    Estimator<3, 2, 64> single(settings);
    CHECK(test::push_rows(single.view(), rows, 0, 650) == 0);
    CHECK(single.view().state->watch.restarts == 1);
    for (const std::size_t step : {7u, 64u, 650u}) {
      Estimator<3, 2, 64> block(settings);
      for (std::size_t s = 0; s < 650; s += step) {
        CHECK(test::push_block(block.view(), rows, s, s + step < 650 ? s + step : 650) == Status::ok);
      }
      const core::EstimatorView a = single.view(), b = block.view();
      CHECK(a.state->kept == b.state->kept);
      CHECK(a.state->missed == b.state->missed);
      CHECK(std::memcmp(core::stream::old_level(a), core::stream::old_level(b), sizeof(float) * a.plan->sample) == 0);
      CHECK(std::memcmp(core::stream::kept_row(a, 0), core::stream::kept_row(b, 0), sizeof(float) * a.state->kept * 4) == 0);
    }
  }
}

TEST_CASE("an outlier and a step end no rest: nothing is forgotten") {
  test::Rows rows = test::draw_rows(3, 400, 5);
  rows.y[100] = 1e4f;
  for (std::size_t s = 200; s < 400; ++s) rows.y[s] += 1e6f;
  Estimator<3, 2, 16> learner;
  CHECK(test::push_rows(learner.view(), rows, 0, 400) == 0);
  CHECK(learner.view().state->watch.restarts == 0);
  CHECK(weigh(learner.view()) == 400.0);
}

TEST_CASE("a long stream is given up only where half of its columns jump at once") {
  for (const bool all : {false, true}) {
    test::Rows rows = draw_rest(3000, 300, 1e-4f, 6);
    if (!all) {
      for (std::size_t s = 3000; s < 3300; ++s) {
        for (std::uint32_t j = 0; j < 3; ++j) rows.at(s)[j] = rows.at(s - 3000)[j];
      }
    }
    Estimator<3, 2, 64> learner;
    CHECK(test::push_rows(learner.view(), rows, 0, 3300) == 0);
    CHECK(learner.view().state->watch.restarts == (all ? 1 : 0));
  }
}

TEST_CASE("a target that comes and goes is learnt in the end: at most three rests end") {
  Estimator<1, 1, 0> learner;
  support::Random random(7);
  double scale = 1.0;
  for (int rest = 0; rest < 6; ++rest, scale *= 30.0) {
    for (int s = 0; s < 200; ++s) {
      const float x[1] = {support::narrow(random.normal())};
      REQUIRE(learner.push(x, support::narrow((s < 100 ? 1e-4 : 1.0) * scale * random.normal())) == Status::ok);
    }
  }
  CHECK(learner.view().state->watch.restarts == core::Watch::most_restarts);
  CHECK(learner.view().state->framed);
}

TEST_CASE("a rest that ends while a fit is under way ends the fit") {
  const test::Rows rows = draw_rest(100, 200, 1e-3f, 8);
  Estimator<3, 1, 64> learner;
  CHECK(test::push_rows(learner.view(), rows, 0, 100) == 0);
  REQUIRE(learner.begin_fit() == Status::ok);
  CHECK(test::push_rows(learner.view(), rows, 100, 150) == 0);
  CHECK(learner.fitting());
  CHECK(test::push_rows(learner.view(), rows, 150, 200) == 0);
  CHECK_FALSE(learner.fitting());
}

TEST_SUITE_END();
