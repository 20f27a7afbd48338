// SPDX-License-Identifier: MIT
#include "adapt/schedule.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "adapt/stage.hpp"
#include "support/effort.hpp"

using namespace motet;
using support::Effort;
using support::needs;
using support::wide;

TEST_SUITE_BEGIN("adapt/schedule");

TEST_CASE("the step falls as a power of the samples, and no further than the time constant" * needs(Effort::some)) {
  for (const float memory : {0.0f, 100.0f, 1000.0f}) {
    AdaptSettings settings;
    settings.step_delay = 50.0f;
    settings.step_power = 0.7f;
    Adapter<2, 2> adapter(settings);
    adapter.view().state->memory = memory;
    const core::AdapterView a = adapter.view();
    const double floor = memory > 0.0f ? 1.0 / wide(memory) : 0x1p-18;
    for (int n = 0; n < 20000; ++n) {
      core::adapting::advance(a, 1.0f);
      const double wanted = std::fmax(std::pow(n + 50.0, -wide(0.7f)), floor);
      if (n % 500 == 0) CHECK(support::apart(a.state->step, wanted) < 2e-6 * wanted);
    }
    CHECK(a.state->samples == 20000);
  }
}

TEST_CASE("the first step is no more than a half, and what is adapted stays finite") {
  AdaptSettings settings;
  settings.step_delay = 1.0f;
  settings.gate_hold = 0;
  Adapter<2, 2> adapter(settings);
  Estimator<2, 2, 32> learner;
  Model<2, 2> model;
  std::uint32_t refused = 0;
  for (int t = 0; t < 300; ++t) {
    const float x[2] = {static_cast<float>(t % 7) - 3.0f, static_cast<float>(t % 5) - 2.0f};
    refused += adapter.learn(x, x[0] > 0.0f ? x[0] : 2.0f * x[1], model, learner) != Status::ok ? 1u : 0u;
    if (t == 70) CHECK(adapter.view().state->step <= 0.5f);
  }
  CHECK(refused == 0);
  CHECK(adapter.counters().accepted > 200);
}

TEST_CASE("the step never falls below 2^-18") {
  AdaptSettings settings;
  settings.step_power = 1.0f;
  Adapter<2, 2> adapter(settings);
  adapter.view().state->samples = 4000000000u;
  core::adapting::advance(adapter.view(), 1.0f);
  CHECK(adapter.view().state->step == 0x1p-18f);
}

TEST_CASE("what a sample forgets is dt over memory, within bounds") {
  CHECK(core::adapting::floor_step(500.0f, 1.0f) == 1.0f / 500.0f);
  CHECK(core::adapting::floor_step(0.25f, 0.01f) == 0.01f / 0.25f);
  CHECK(core::adapting::floor_step(0.0f, 1.0f) == 0x1p-18f);
  CHECK(core::adapting::floor_step(500.0f, 0.0f) == 0x1p-18f);
  CHECK(core::adapting::floor_step(1e12f, 1.0f) == 0x1p-18f);
  CHECK(core::adapting::floor_step(10.0f, 1e30f) == 0.125f);
  CHECK(core::adapting::floor_step(1e-6f, 1.0f) == 0.125f);
}

TEST_CASE("a gap makes one step large, and the next is as it was") {
  AdaptSettings settings;
  settings.step_delay = 1e6f;
  Adapter<2, 2> adapter(settings);
  adapter.view().state->memory = 1000.0f;
  const auto step = [&](float dt) {
    core::adapting::advance(adapter.view(), dt);
    return adapter.view().state->step;
  };
  CHECK(step(1.0f) == 1.0f / 1000.0f);
  CHECK(step(50.0f) == 50.0f / 1000.0f);
  CHECK(step(1.0f) == 1.0f / 1000.0f);
}

TEST_CASE("effective samples are two time constants in the long run" * needs(Effort::some)) {
  Adapter<2, 2> adapter;
  adapter.view().state->memory = 200.0f;
  adapter.view().state->samples = 1000000;
  for (int n = 0; n < 5000; ++n) core::adapting::advance(adapter.view(), 1.0f);
  CHECK(adapter.effective_samples() == doctest::Approx(399.0).epsilon(0.01));
}

TEST_CASE("shares weigh move n of an average with n to the power" * needs(Effort::some)) {
  for (const float power : {0.0f, 0.25f, 1.0f, 3.0f}) {
    AdaptSettings settings;
    settings.average_power = power;
    const Adapter<2, 2> adapter(settings);
    core::AdaptState state = *Adapter<2, 2>(settings).view().state;
    std::uint32_t averaged = 0;
    double average = 0.0;
    for (int n = 0; n < 1000; ++n) average += wide(core::adapting::take_share(state, averaged)) * (n - average);
    // the mean of n under weights n^power
    CHECK(average == doctest::Approx(999.0 * (power + 1.0) / (power + 2.0)).epsilon(0.01));
    CHECK(averaged == 1000);
  }
}

TEST_CASE("restart makes the step large again") {
  Adapter<2, 2> adapter;
  for (int n = 0; n < 3000; ++n) core::adapting::advance(adapter.view(), 1.0f);
  const float late = adapter.view().state->step;
  core::adapting::restart(adapter.view());
  core::adapting::advance(adapter.view(), 1.0f);
  CHECK(adapter.view().state->step > 3.0f * late);
}

TEST_SUITE_END();
