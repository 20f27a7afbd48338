// SPDX-License-Identifier: MIT
#include "adapt/adapt_gate.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "adapt/stage.hpp"
#include "support/effort.hpp"
#include "tensor/inverse.hpp"

using namespace motet;
using support::Effort;
using support::needs;
using support::wide;

namespace {

/// One opinion that says the same of every sample.
[[nodiscard]] core::adapting::Opinion make_opinion(float r0, float p0, std::uint32_t experts) {
  core::adapting::Opinion o{};
  for (std::uint32_t i = 0; i < experts; ++i) {
    const float rest = static_cast<float>(experts - 1);
    o.responsibility[i] = i == 0 ? r0 : (1.0f - r0) / rest;
    o.probability[i] = i == 0 ? p0 : (1.0f - p0) / rest;
  }
  return o;
}

}  // namespace

TEST_SUITE_BEGIN("adapt/adapt_gate");

TEST_CASE("a row steps by its inverse curvature times all it has gathered, 5 of 8 inputs, 3 experts") {
  AdaptSettings settings;
  settings.gate_hold = 0;
  settings.gate_stride = 10.0f;
  test::Stage<8, 3, 256> stage(test::draw_mixture(3, 5, 0.2), 1000, 1100, settings);
  REQUIRE(stage.begun == Status::ok);
  const core::AdapterView a = stage.adapter.view();
  const core::ModelStore m = stage.model.store();
  a.state->step = 0.002f;
  a.state->samples = 1;
  core::adapting::Opinion o = make_opinion(0.9f, 0.4f, 3);
  double gathered[6] = {};
  core::adapting::Opinion scratch;
  const auto next = [&](std::size_t t) {
    REQUIRE(core::adapting::consult(a, stage.samples.row(t).data(), stage.samples.y[t], 0.0f, stage.model.view(), scratch) ==
            Status::ok);
    for (std::uint32_t j = 0; j < 6; ++j) gathered[j] += 0.5 * wide(a.block[a.plan->sample + j]);
  };
  next(1000);
  core::adapting::learn_gate(a, o, m);  // curvature of row 0
  next(1001);
  float before[6], gain[8], gradient[8] = {};
  for (std::uint32_t j = 0; j < 5; ++j) before[j] = m.parameters[m.shape.gate_slope(0) + j];
  before[5] = m.parameters[m.shape.gate_intercept(0)];
  for (std::uint32_t j = 0; j < 6; ++j) gradient[j] = support::narrow(gathered[j]);
  core::tensor::apply_inverse(6, a.block + a.plan->inverse + 3 * core::inverse_floats(6), gradient, gain);
  core::adapting::learn_gate(a, o, m);  // its step
  for (std::uint32_t j = 0; j < 6; ++j) {
    const float after = j < 5 ? m.parameters[m.shape.gate_slope(0) + j] : m.parameters[m.shape.gate_intercept(0)];
    const double scale = j < 5 ? wide(a.block[a.plan->scale + j]) : 1.0;
    CHECK(support::apart(after, wide(before[j]) + 0.002 * wide(gain[j]) * scale) < 1e-5);
    CHECK(a.block[a.plan->gradient + j] == 0.0f);
  }
  CHECK(a.state->turn == 2);
}

TEST_CASE("the last row stays zero: its step is taken off all others" * needs(Effort::some)) {
  test::Stage<4, 3, 256> stage(test::draw_mixture(3, 3, 0.2), 1000, 5000);
  REQUIRE(stage.run(4000) == 4000);
  CHECK(stage.model.gate_at_centre(2) == 0.0f);
  for (std::size_t j = 0; j < 3; ++j) CHECK(stage.model.gate_slope(2, j) == 0.0f);
}

TEST_CASE("the gate is held for the first samples, its curvature is not") {
  AdaptSettings settings;
  settings.gate_hold = 50;
  test::Stage<4, 2, 256> stage(test::draw_mixture(2, 3, 0.2), 1000, 2000, settings);
  const core::ModelStore m = stage.model.store();
  const core::AdapterView a = stage.adapter.view();
  const support::Snapshot gate(m.parameters + m.shape.gate_slope(0), 3 * sizeof(float));
  const support::Snapshot curvature(a.block + a.plan->inverse + 2 * core::inverse_floats(4),
                                    core::inverse_floats(4) * sizeof(float));
  CHECK(stage.run(50) == 50);
  CHECK(gate.unchanged());
  CHECK_FALSE(curvature.unchanged());
  CHECK(stage.run(10) == 10);
  CHECK_FALSE(gate.unchanged());
}

TEST_CASE("no step moves the samples it was made from by more than the stride" * needs(Effort::some)) {
  AdaptSettings settings;
  settings.gate_hold = 0;
  settings.gate_stride = 0.05f;
  test::Stage<4, 2, 256> stage(test::draw_mixture(2, 3, 0.2), 1000, 1100, settings);
  const core::AdapterView a = stage.adapter.view();
  const core::ModelStore m = stage.model.store();
  a.state->step = 0.5f;
  a.state->samples = 1;
  core::adapting::Opinion scratch;
  const core::adapting::Opinion o = make_opinion(1.0f, 0.0f, 2);
  for (int turn = 0; turn < 2; ++turn) {
    REQUIRE(core::adapting::consult(a, stage.samples.row(0).data(), 0.0f, 0.0f, stage.model.view(), scratch) == Status::ok);
    core::adapting::learn_gate(a, o, m);
  }
  core::adapting::Opinion after;
  REQUIRE(core::adapting::consult(a, stage.samples.row(0).data(), 0.0f, 0.0f, stage.model.view(), after) == Status::ok);
  const auto odds = [](const core::adapting::Opinion& each) {
    return std::log(wide(each.probability[0])) - std::log(wide(each.probability[1]));
  };
  CHECK(odds(after) - odds(scratch) == doctest::Approx(0.05 / 2.0).epsilon(0.01));  // two samples were gathered
}

TEST_CASE("one expert has no gate, and nothing is done for it") {
  test::Stage<4, 1, 64> stage(test::draw_mixture(1, 3, 0.2), 500, 600);
  CHECK(stage.run(100) == 100);
  CHECK(stage.adapter.view().state->turn == 0);
}

TEST_SUITE_END();
