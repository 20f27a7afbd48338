// SPDX-License-Identifier: MIT
#include "adapt/adapt_experts.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <cstring>
#include <vector>

#include "adapt/influence.hpp"
#include "adapt/mirror.hpp"
#include "adapt/stage.hpp"
#include "support/dense.hpp"
#include "support/effort.hpp"

using namespace motet;
using support::Effort;
using support::needs;
using support::wide;

TEST_SUITE_BEGIN("adapt/adapt_experts");

TEST_CASE("one expert is recursive least squares: the weighted normal equations of all samples so far" * needs(Effort::some)) {
  AdaptSettings settings = test::plain_settings();
  settings.step_delay = 1e6f;  // a constant step
  test::Stage<5, 1, 256> stage(test::draw_mixture(1, 4, 0.3), 300, 1500, settings);
  stage.adapter.view().state->memory = 300.0f;
  REQUIRE(stage.begun == Status::ok);
  // What it begins with: sum over the window of z z' / n about the fitted line.
  const core::AdapterView a = stage.adapter.view();
  const core::EstimatorView e = stage.estimator.view();
  support::Symmetric s(5);
  std::vector<double> rhs(5);
  const auto at = [&](const float* x, std::uint32_t j) {
    return j < 4 ? (wide(x[j]) - wide(stage.model.centre(j))) * wide(a.block[a.plan->scale + j]) : 1.0;
  };
  const std::vector<double> first = [&] {
    std::vector<double> line(5);
    for (std::uint32_t j = 0; j < 4; ++j) line[j] = wide(stage.model.slope(0, j)) / wide(a.block[a.plan->scale + j]);
    line[4] = wide(stage.model.value_at_centre(0));
    return line;
  }();
  for (std::uint32_t t = 0; t < e.state->kept; ++t) {
    const float* row = e.block + e.plan->reservoir + t * 5;
    for (std::uint32_t j = 0; j < 5; ++j) {
      for (std::uint32_t l = 0; l < 5; ++l) s(j, l) += at(row, j) * at(row, l) / e.state->kept;
    }
  }
  for (std::uint32_t j = 0; j < 5; ++j) {
    for (std::uint32_t l = 0; l < 5; ++l) rhs[j] += s(j, l) * first[l];
  }
  const double keep = 1.0 - 1.0 / 300.0;
  for (std::size_t t = 300; t < 1500; ++t) {
    const float* x = stage.samples.row(t).data();
    for (std::uint32_t j = 0; j < 5; ++j) {
      for (std::uint32_t l = 0; l < 5; ++l) s(j, l) = keep * s(j, l) + at(x, j) * at(x, l) / 300.0;
      rhs[j] = keep * rhs[j] + at(x, j) * wide(stage.samples.y[t]) / 300.0;
    }
  }
  REQUIRE(stage.run(1200) == 1200);
  const std::vector<double> line = support::solve_definite(s, rhs, 0.0);
  for (std::uint32_t j = 0; j < 4; ++j) {
    CHECK(support::apart(stage.model.slope(0, j), line[j] * wide(a.block[a.plan->scale + j])) < 2e-5);
  }
  CHECK(support::apart(stage.model.value_at_centre(0), line[4]) < 2e-5);
}

TEST_CASE("an expert without a part in any sample forgets nothing") {
  test::Stage<4, 3, 64> stage(test::draw_mixture(3, 3, 0.1), 500, 600);
  const core::AdapterView a = stage.adapter.view();
  core::adapting::Opinion o;
  const std::uint32_t floats = core::inverse_floats(4);
  const support::Snapshot kept(a.block + a.plan->inverse + 2 * floats, floats * sizeof(float));
  const support::Snapshot slopes(stage.model.store().parameters + stage.model.store().shape.slope(2), 4 * sizeof(float));
  for (std::size_t t = 0; t < support::trials(100000); ++t) {
    const std::size_t s = t % 600;
    REQUIRE(core::adapting::consult(a, stage.samples.row(s).data(), stage.samples.y[s], 0.0f, stage.model.view(), o) ==
            Status::ok);
    core::adapting::bound_influence(a, stage.model.view(), o);
    o.responsibility[0] = o.responsibility[1] = 0.5f;
    o.responsibility[2] = 0.0f;
    a.state->step = 0.05f;
    core::adapting::learn_experts(a, o, stage.model.store());
  }
  CHECK(kept.unchanged());
  CHECK(slopes.unchanged());
  CHECK(a.state->weight[2] == 1e-4f);
}

TEST_CASE("a direction that nothing excites is forgotten until rounding would move it, and no further") {
  for (const float memory : {5.0f, 50.0f, 1e9f}) {
    CAPTURE(memory);
    test::Stage<3, 1, 64> stage(test::draw_mixture(1, 2, 0.1), 200, 300);
    REQUIRE(stage.begun == Status::ok);
    const core::AdapterView a = stage.adapter.view();
    a.state->memory = memory;
    const std::span<const float> x = stage.samples.row(250);
    for (int t = 0; t < 2000; ++t) REQUIRE(stage.adapter.adapt(x, stage.samples.y[250], stage.model) == Status::ok);
    const double step = wide(a.state->step);
    const double limit = 1.0 / std::fmax(1e-9, step * 0x1p-20);
    double largest = 0.0;
    for (std::uint32_t j = 0; j < 3; ++j) largest = std::fmax(largest, wide(core::adapting::inverse_of(a, 0)[j]));
    CHECK(largest <= limit * 1.000001);
    if (memory < 1e6f) CHECK(largest > 0.999999 * limit);
    CHECK(wide(core::adapting::limit_variance(a)) == doctest::Approx(limit));
  }
}

TEST_CASE("the noise level settles at the truth, from below and from above, shared and each its own" * needs(Effort::full)) {
  for (const bool shared : {true, false}) {
    for (const float start : {0.02f, 3.0f}) {
      CAPTURE(shared);
      CAPTURE(start);
      Settings of_fit;
      of_fit.shared_sigma = shared;
      of_fit.memory = 2000.0f;
      test::Stage<4, 2, 512> stage(test::draw_mixture(2, 3, 0.2), 1000, 30000, {}, of_fit);
      const core::ModelStore store = stage.model.store();
      for (std::uint32_t i = 0; i < 2; ++i) store.parameters[store.shape.sigma(i)] = start;
      stage.run(29000);
      for (std::size_t i = 0; i < 2; ++i) CHECK(stage.model.sigma(i) == doctest::Approx(0.2).epsilon(0.1));
      CHECK((stage.model.sigma(0) == stage.model.sigma(1)) == shared);
    }
  }
}

TEST_CASE("the noise level stays above its floor on samples without noise" * needs(Effort::full)) {
  test::Stage<4, 2, 512> stage(test::draw_mixture(2, 3, 0.0), 1000, 20000);
  REQUIRE(stage.fitted == Status::ok);
  stage.run(19000);
  CHECK(stage.model.sigma(0) >= stage.adapter.view().state->sigma_least);
  CHECK(stage.model.sigma(0) < 0.05f);
}

TEST_SUITE_END();
