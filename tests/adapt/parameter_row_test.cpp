// SPDX-License-Identifier: MIT
#include "adapt/parameter_row.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "adapt/stage.hpp"
#include "support/effort.hpp"

using namespace motet;
using support::Effort;
using support::needs;
using support::wide;

TEST_SUITE_BEGIN("adapt/parameter_row");

TEST_CASE("a row moves in the user's units and its average is that of the way it went, 5 of 8 inputs") {
  AdaptSettings settings;
  settings.average_power = 0.0f;
  test::Stage<8, 2, 64> stage(test::draw_mixture(2, 5, 0.2), 500, 500, settings);
  REQUIRE(stage.begun == Status::ok);
  const core::AdapterView a = stage.adapter.view();
  const core::adapting::Row row = core::adapting::expert_row(a, stage.model.store(), 1);
  support::Random random(1);
  double value[6], sum[6] = {};
  for (std::uint32_t j = 0; j < 6; ++j) value[j] = wide(j < 5 ? row.slope[j] : *row.value);
  for (int t = 0; t < 1000; ++t) {
    std::vector<float> step(8);
    for (std::uint32_t j = 0; j < 6; ++j) {
      step[j] = support::narrow(random.normal());
      value[j] += 0.01 * wide(step[j]) * (j < 5 ? wide(a.block[a.plan->scale + j]) : 1.0);
      sum[j] += value[j];
    }
    CHECK(core::adapting::move(a, 0.01f, step.data(), row) == doctest::Approx(1.0 / (t + 1.0)));
  }
  for (std::uint32_t j = 0; j < 6; ++j) {
    const double in_force = wide(j < 5 ? row.slope[j] : *row.value);
    CHECK(support::apart(in_force, value[j]) < 1e-6);
    CHECK(support::apart(in_force + wide(row.lag[j < 5 ? j : 8]), sum[j] / 1000.0) < 1e-6);
  }
  CHECK(row.slope[5] == 0.0f);
}

TEST_CASE("a million steps far below a float step of the parameter are not lost" * needs(Effort::some)) {
  test::Stage<4, 2, 64> stage(test::draw_mixture(2, 3, 0.2), 500, 500);
  const core::AdapterView a = stage.adapter.view();
  const core::adapting::Row row = core::adapting::expert_row(a, stage.model.store(), 0);
  *row.value = 3.0f;
  row.slope[1] = 3.0f;
  const float step[4] = {0.0f, 1e-9f, 0.0f, 1e-9f};
  for (int t = 0; t < 1000000; ++t) static_cast<void>(core::adapting::move(a, 1.0f, step, row));
  CHECK(support::apart(*row.value, 3.001) < 1e-6);
  CHECK(support::apart(row.slope[1], 3.0 + 0.001 * wide(a.block[a.plan->scale + 1])) < 1e-6);
}

TEST_CASE("drop_average begins the average of that row anew and leaves the others") {
  test::Stage<4, 3, 64> stage(test::draw_mixture(3, 3, 0.2), 500, 1500);
  REQUIRE(stage.run(1000) == 1000);
  const core::AdapterView a = stage.adapter.view();
  const core::adapting::Row row = core::adapting::expert_row(a, stage.model.store(), 1),
                            other = core::adapting::expert_row(a, stage.model.store(), 0);
  const support::Snapshot kept(other.lag, core::parameter_row(3) * sizeof(float));
  REQUIRE(*row.averaged > 0);
  core::adapting::drop_average(a, row);
  for (std::uint32_t j = 0; j < core::parameter_row(3); ++j) CHECK(row.lag[j] == 0.0f);
  CHECK(*row.averaged == 0);
  CHECK(kept.unchanged());
}

TEST_SUITE_END();
