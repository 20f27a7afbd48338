// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <cmath>

#include "image/tools.hpp"
#include "pool/column.hpp"
#include "pool/moments.hpp"
#include "stream/forget.hpp"
#include "support/effort.hpp"

TEST_SUITE_BEGIN("pool/recentre");

using namespace motet;
using support::wide;

namespace {

Settings with_memory(float memory) {
  Settings settings;
  settings.memory = memory;
  return settings;
}

/// A line in two inputs, the first of which drifts.
template <class Learner>
bool push_drifting(Learner& learner, support::Random& random, double drift) {
  const double off = random.normal();
  const float x[2] = {support::narrow(off + drift), support::narrow(random.normal())};
  return learner.push(x, support::narrow(2.0 * (off + drift) - wide(x[1]) + 0.1 * random.normal())) == Status::ok;
}

}  // namespace

TEST_CASE("a frame that has been recentred holds the moments of the same rows, 1 to 3 inputs" *
          support::needs(support::Effort::some)) {
  using Learner = Estimator<3, 1, 8>;
  for (std::uint32_t dim = 1; dim <= 3; ++dim) {
    CAPTURE(dim);
    test::Rows rows = test::draw_rows(dim, 3000, dim);
    for (std::size_t s = 64; s < 3000; ++s) {
      for (std::uint32_t j = 0; j < dim; ++j) rows.at(s)[j] += 5.0f - 2.0f * static_cast<float>(j);
      rows.y[s] -= 4.0f;
    }
    Learner learner = test::begun<Learner>(dim, 0);
    const core::EstimatorView e = learner.view();
    REQUIRE(test::push_rows(e, rows, 0, 3000) == 0);
    const float shift = core::stream::frame_shift(e)[0];
    const std::uint32_t young = e.state->young;
    CHECK(young > 0);
    const double bound = 4e-6 + 2.0 * test::moment_error(e, rows);  // what the distance had taken is gone
    CHECK(recentre(learner) == Status::ok);
    CHECK(std::fabs(core::stream::frame_shift(e)[0] - shift) > 4.0f);
    CHECK(test::moment_error(e, rows) < bound);
    CHECK(learner.effective_samples() == 3000.0f);
    // The shift lies at the mean now: a second time nothing moves.
    const support::Snapshot before(learner);
    CHECK(recentre(learner) == Status::ok);
    CHECK(before.unchanged());
    CHECK(load(test::saved(learner), learner) == Status::ok);
    CHECK(test::push_rows(e, rows, 0, 100) == 0);
  }
}

TEST_CASE("a stream that forgets is followed wherever it drifts: a line after 100 to 1000 deviations, memory 300" *
          support::needs(support::Effort::full)) {
  Estimator<2, 1, 64> followed(with_memory(300.0f)), left(with_memory(300.0f));
  support::Random random(3), same(3);
  Model<2, 1> model, lost;
  Report report;
  double worst = 0.0;
  for (int s = 1; s <= 1000000; ++s) {
    REQUIRE(push_drifting(followed, random, 1e-3 * s));
    REQUIRE(push_drifting(left, same, 1e-3 * s));
    if (s % 5000 != 0) continue;
    REQUIRE(recentre(followed) == Status::ok);
    REQUIRE(followed.fit(model, report) == Status::ok);
    CHECK(report.rank == 2);
    worst = std::fmax(worst, std::fabs(wide(model.slope(0, 0)) - 2.0));
    worst = std::fmax(worst, std::fabs(wide(model.slope(0, 1)) + 1.0));
  }
  CHECK(worst < 0.03);
  CHECK(load(test::saved(followed), followed) == Status::ok);
  CHECK(left.fit(lost) == Status::constant_target);  // what the frame of the first samples makes of it
}

TEST_CASE("what follows the steepest ramp, spikes included, is lawful at every step, memories of 1 to 1000") {
  for (const float memory : {1.0f, 16.0f, 200.0f, 1000.0f}) {
    CAPTURE(memory);
    Estimator<2, 1, 4> learner(with_memory(memory));
    const core::EstimatorView e = learner.view();
    support::Random random(1);
    float x[2] = {0.0f, 0.0f};
    float y = 0.0f;
    for (int s = 0; s < 64; ++s) {
      x[0] = support::narrow(random.normal());
      x[1] = support::narrow(random.normal());
      REQUIRE(learner.push(x, support::narrow(random.normal())) == Status::ok);
    }
    int unlawful = 0;
    for (int s = 0; s < 3000; ++s) {
      // As far as does not widen the frame.
      const bool up = s % 1500 < 1400;
      for (std::uint32_t j = 0; j < 2; ++j) {
        x[j] = core::stream::frame_shift(e)[j] + (up ? 15.9f : -15.9f) / core::stream::frame_scale(e)[j];
      }
      y = e.state->target_shift + (up ? 15.9f : -15.9f) / e.state->target_scale;
      REQUIRE(learner.push(x, y) == Status::ok);
      REQUIRE(recentre(learner) == Status::ok);
      if (s % 50 == 0) unlawful += load(test::saved(learner), learner) != Status::ok;
    }
    CHECK(unlawful == 0);
  }
}

TEST_CASE("the time of the block at hand goes on: what is forgotten afterwards is the same") {
  Estimator<2, 1, 16> moved(with_memory(500.0f)), stays(with_memory(500.0f));
  const test::Rows rows = test::draw_rows(2, 2000, 7);
  for (std::size_t s = 0; s < 2000; ++s) {
    REQUIRE(moved.push(rows.row(s), rows.y[s]) == Status::ok);
    REQUIRE(stays.push(rows.row(s), rows.y[s]) == Status::ok);
    if (s % 70 == 69) REQUIRE(recentre(moved) == Status::ok);
  }
  CHECK(moved.effective_samples() == doctest::Approx(stays.effective_samples()).epsilon(1e-5));
  CHECK(moved.view().state->age == stays.view().state->age);
}

TEST_CASE("before calibration is over nothing moves, and a bad estimator says what is wrong with it") {
  using Learner = Estimator<2, 1, 4>;
  Learner learner = test::begun<Learner>(2, 10);
  const support::Snapshot before(learner);
  CHECK(recentre(learner) == Status::ok);
  CHECK(before.unchanged());
  Settings settings;
  settings.dim = 7;
  Learner bad(settings);
  CHECK(recentre(bad) == Status::bad_dim);
}

TEST_SUITE_END();
