// SPDX-License-Identifier: MIT
#include "climb/ascend.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "workspace/stage.hpp"

using namespace motet;
using core::Climb;
using core::solve::Sums;
using support::wide;
using test::row_of;

namespace {

using Learnt = test::Stage<4, 4, 200>;

/// A candidate whose experts have the same weight, with sums of a pass.
Sums stand(Learnt& stage, std::uint32_t experts) {
  support::Random random(7);
  test::draw_candidate(stage.work, experts, 3, stage.work.current);
  const Sums sums = core::solve::lay_sums(stage.work);
  for (std::uint32_t i = 0; i < experts; ++i) {
    sums.weight[i] = 50.0f;
    sums.energy[i] = 0.0f;
  }
  return sums;
}

Learnt learn() {
  support::Random random(5);
  const Settings settings = test::make_settings(4, 4);
  return Learnt(settings, test::draw_rows(support::make_general(random, 4, 4, 0.1), 200, 5));
}

}  // namespace

TEST_SUITE_BEGIN("climb/ascend");

TEST_CASE("a climb whose gains fall off geometrically settles when what is left lies below the tolerance, not before") {
  for (const double rate : {0.3, 0.7, 0.95}) {
    Climb climb;
    double objective = 0.0, gain = 0.5;
    bool settled = false;
    while (!settled) {
      settled = core::solve::settle(climb, support::narrow(objective), 1e-3f);
      objective += gain;
      gain *= rate;
      REQUIRE(gain > 1e-9);
    }
    const double left = gain / (1.0 - rate);
    CHECK(left < 1e-3);
    CHECK(left > 1e-3 * rate * rate * rate * 0.5);  // two passes running, and the one at hand
  }
}

TEST_CASE("a fall is more than rounding, or no number; before the first pass nothing falls") {
  Climb climb;
  CHECK_FALSE(core::solve::fell(climb, -1e30f));
  climb.begun = true;
  climb.last = -1.0f;
  CHECK_FALSE(core::solve::fell(climb, -1.0000002f));
  CHECK(core::solve::fell(climb, -1.000002f));
  CHECK(core::solve::fell(climb, std::nanf("")));
}

TEST_CASE("steps are lengthened pass by pass up to a dozen of EM's, only where gains are small") {
  Climb climb;
  climb.gain = 0.1f;
  CHECK(core::solve::lengthened(climb) == 1.0f);
  climb.gain = 1e-4f;
  for (int pass = 0; pass < 20; ++pass) {
    const float before = climb.stretch;
    climb.stretch = core::solve::lengthened(climb);
    CHECK(climb.stretch == (before * 1.3f < 12.0f ? before * 1.3f : 12.0f));
  }
}

TEST_CASE("a step scaled and scaled back is the step; scaled by nothing it is what was saved") {
  const Learnt stage = learn();
  core::solve::Workspace work = stage.work;
  test::draw_candidate(work, 4, 1, work.saved);
  test::draw_candidate(work, 4, 2, work.current);
  const std::vector<float> rows(work.current.expert, work.current.expert + 4 * work.row());
  core::solve::scale_rows(work, 3.0f);
  core::solve::scale_rows(work, 1.0f / 3.0f);
  for (std::size_t at = 0; at < rows.size(); ++at) CHECK(support::apart(work.current.expert[at], wide(rows[at])) <= 1e-5);
  core::solve::scale_rows(work, 0.0f);
  for (std::uint32_t at = 0; at < 4 * work.row(); ++at) {
    CHECK(work.current.expert[at] == work.saved.expert[at]);
    CHECK(work.current.gate[at] == work.saved.gate[at]);
  }
  CHECK(core::solve::measure_step(work) == 0.0f);
}

TEST_CASE("an expert with less than half a sample a coefficient is dead") {
  Learnt stage = learn();
  const Sums sums = stand(stage, 4);
  CHECK(core::solve::find_dead(stage.work, sums) == 4);
  sums.weight[2] = 0.5f * static_cast<float>(stage.work.white_order()) + 1.0f;
  CHECK(core::solve::find_dead(stage.work, sums) == 4);
  sums.weight[2] -= 0.1f;
  CHECK(core::solve::find_dead(stage.work, sums) == 2);
}

TEST_CASE("a revived expert stands a deviation from the richest, and no nearer than the noise floor; a tree keeps its rows") {
  for (const bool tree : {false, true}) {
    for (const float energy : {0.0f, 1e-12f, 8.0f}) {
      Learnt stage = learn();
      core::solve::Workspace& work = stage.work;
      const Sums sums = stand(stage, 4);
      sums.energy[1] = energy;
      const std::uint32_t richest = energy > 0.0f ? 1 : 0;
      const float middle = row_of(work, work.current.expert, richest)[0];
      const std::vector<float> gate(work.current.gate, work.current.gate + 4 * work.row());
      core::solve::revive(work, 3, tree, sums);
      const double floor = wide(work.settings().sigma_floor);
      const double apart = std::fmax(std::sqrt(wide(energy) / 50.0), floor);
      CHECK(support::apart(row_of(work, work.current.expert, 3)[0], wide(middle) + apart) <= 1e-6);
      CHECK(support::apart(row_of(work, work.current.expert, richest)[0], wide(middle) - apart) <= 1e-6);
      CHECK(wide(work.current.variance[3]) >= floor * floor * 0.999999);
      CHECK(work.current.variance[3] == work.current.variance[richest]);
      bool kept = true;
      for (std::size_t at = 0; at < gate.size(); ++at) kept = kept && work.current.gate[at] == gate[at];
      CHECK(kept == tree);
    }
  }
}

TEST_SUITE_END();
