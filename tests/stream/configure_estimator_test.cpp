// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <cstring>
#include <limits>

#include "motet/estimator.hpp"
#include "stream/mirror.hpp"

using namespace motet;
using Small = Estimator<4, 3, 8>;

namespace {

using limits = std::numeric_limits<float>;

Settings changed(void (*change)(Settings&)) {
  Settings settings;
  change(settings);
  return settings;
}

/// Settings that must be refused, each for one reason.
struct Refusal {
  Status status;
  void (*change)(Settings&);
};

constexpr Refusal refusals[] = {
    {Status::bad_dim, [](Settings& s) { s.dim = 5; }},
    {Status::bad_experts, [](Settings& s) { s.experts = 4; }},
    {Status::bad_setting, [](Settings& s) { s.calibration = 1; }},
    {Status::bad_setting, [](Settings& s) { s.calibration = 65536; }},
    {Status::bad_setting, [](Settings& s) { s.range = 0.0f; }},
    {Status::bad_setting, [](Settings& s) { s.range = -1.0f; }},
    {Status::bad_setting, [](Settings& s) { s.range = 0.9e-30f; }},
    {Status::bad_setting, [](Settings& s) { s.range = 1.1e30f; }},
    {Status::bad_setting, [](Settings& s) { s.range = limits::infinity(); }},
    {Status::bad_setting, [](Settings& s) { s.range = limits::quiet_NaN(); }},
    {Status::bad_setting, [](Settings& s) { s.memory = -1.0f; }},
    {Status::bad_setting, [](Settings& s) { s.memory = -1e-30f; }},
    {Status::bad_setting, [](Settings& s) { s.memory = 1.1e9f; }},
    {Status::bad_setting, [](Settings& s) { s.memory = limits::infinity(); }},
    {Status::bad_setting, [](Settings& s) { s.memory = limits::quiet_NaN(); }},
    {Status::bad_setting, [](Settings& s) { s.condition_limit = 0.5f; }},
    {Status::bad_setting, [](Settings& s) { s.condition_limit = 1.1e12f; }},
    {Status::bad_setting, [](Settings& s) { s.condition_limit = limits::quiet_NaN(); }},
    {Status::bad_setting, [](Settings& s) { s.sigma_start = 0.009f; }},
    {Status::bad_setting, [](Settings& s) { s.sigma_start = 2.1f; }},
    {Status::bad_setting, [](Settings& s) { s.sigma_start = limits::quiet_NaN(); }},
    {Status::bad_setting, [](Settings& s) { s.sigma_floor = 0.9e-6f; }},
    {Status::bad_setting, [](Settings& s) { s.sigma_floor = 0.11f; }},
    {Status::bad_setting, [](Settings& s) { s.sigma_floor = limits::quiet_NaN(); }},
    {Status::bad_setting, [](Settings& s) { s.gate_ridge = 0.9e-6f; }},
    {Status::bad_setting, [](Settings& s) { s.gate_ridge = 1.1f; }},
    {Status::bad_setting, [](Settings& s) { s.gate_ridge = limits::quiet_NaN(); }},
    {Status::bad_setting, [](Settings& s) { s.tolerance = 0.9e-7f; }},
    {Status::bad_setting, [](Settings& s) { s.tolerance = 0.11f; }},
    {Status::bad_setting, [](Settings& s) { s.tolerance = limits::quiet_NaN(); }},
    {Status::bad_setting, [](Settings& s) { s.power_starts = 0; }},
    {Status::bad_setting, [](Settings& s) { s.power_starts = 65; }},
    {Status::bad_setting, [](Settings& s) { s.power_iterations = 0; }},
    {Status::bad_setting, [](Settings& s) { s.power_iterations = 1001; }},
    {Status::bad_setting, [](Settings& s) { s.gate_iterations = 1001; }},
    {Status::bad_setting, [](Settings& s) { s.refine_iterations = 10001; }},
    {Status::bad_setting, [](Settings& s) { s.searches = 65; }},
};

/// The ends of the ranges that settings.hpp states, which belong to them.
constexpr void (*accepted[])(Settings&) = {
    [](Settings& s) { s.dim = 1; },
    [](Settings& s) { s.dim = 4; },
    [](Settings& s) { s.experts = 3; },
    [](Settings& s) { s.calibration = 2; },
    [](Settings& s) { s.calibration = 65535; },
    [](Settings& s) { s.seed = 0; },
    [](Settings& s) { s.range = 1e-30f; },
    [](Settings& s) { s.range = 1e30f; },
    [](Settings& s) { s.memory = 0.0f; },
    [](Settings& s) { s.memory = 1e-30f; },
    [](Settings& s) { s.memory = 1e9f; },
    [](Settings& s) { s.condition_limit = 1.0f; },
    [](Settings& s) { s.condition_limit = 1e12f; },
    [](Settings& s) { s.sigma_start = 0.01f; },
    [](Settings& s) { s.sigma_start = 2.0f; },
    [](Settings& s) { s.sigma_floor = 1e-6f; },
    [](Settings& s) { s.sigma_floor = 0.1f; },
    [](Settings& s) { s.gate_ridge = 1e-6f; },
    [](Settings& s) { s.gate_ridge = 1.0f; },
    [](Settings& s) { s.tolerance = 1e-7f; },
    [](Settings& s) { s.tolerance = 0.1f; },
    [](Settings& s) { s.power_starts = 64; },
    [](Settings& s) { s.power_iterations = 1000; },
    [](Settings& s) { s.gate_iterations = 0; },
    [](Settings& s) { s.refine_iterations = 0; },
    [](Settings& s) { s.refine_iterations = 10000; },
    [](Settings& s) { s.searches = 0; },
    [](Settings& s) { s.searches = 64; },
};

/// An estimator with 30 samples in it.
Small begun() {
  Small estimator;
  const test::Rows rows = test::draw_rows(4, 30, 1);
  CHECK(test::push_rows(estimator.view(), rows, 0, 30) == 0);
  return estimator;
}

}  // namespace

TEST_SUITE_BEGIN("stream/configure_estimator");

TEST_CASE("dim 0 and experts 0 stand for the bounds") {
  const Small estimator;
  CHECK(estimator.status() == Status::ok);
  CHECK(estimator.settings().dim == 4);
  CHECK(estimator.settings().experts == 3);
  CHECK(estimator.dim() == 4);
  CHECK(estimator.counters().accepted == 0);
}

TEST_CASE("the ends of every range are accepted") {
  for (const auto change : accepted) CHECK(Small(changed(change)).status() == Status::ok);
}

TEST_CASE("a bad setting is refused by name, and every call says so") {
  for (const Refusal& refusal : refusals) {
    CAPTURE(&refusal - refusals);
    Small estimator(changed(refusal.change));
    CHECK(estimator.status() == refusal.status);
    const float x[4] = {};
    CHECK(estimator.push(x, 0.0f) == refusal.status);
    CHECK(estimator.push(x, {x, 1}, 1) == refusal.status);
    CHECK(estimator.adjust({}) == refusal.status);
    Model<4, 3> model;
    CHECK(estimator.fit(model) == refusal.status);
    CHECK_FALSE(model.fitted());
    CHECK(estimator.counters().accepted == 0);
  }
}

TEST_CASE("a bad reset and a bad adjust leave the estimator as it was, byte for byte") {
  Small estimator = begun();
  const support::Snapshot before(estimator);
  for (const Refusal& refusal : refusals) {
    CAPTURE(&refusal - refusals);
    CHECK(estimator.reset(changed(refusal.change)) == refusal.status);
    CHECK(estimator.adjust(changed(refusal.change)) == refusal.status);
    CHECK(estimator.status() == Status::ok);
    CHECK(before.unchanged());
  }
}

TEST_CASE("a good reset mends an estimator made with bad settings") {
  Small estimator(changed([](Settings& s) { s.dim = 9; }));
  CHECK(estimator.status() == Status::bad_dim);
  CHECK(estimator.reset(changed([](Settings& s) { s.range = -1.0f; })) == Status::bad_setting);
  CHECK(estimator.status() == Status::bad_setting);
  CHECK(estimator.reset({}) == Status::ok);
  CHECK(estimator.status() == Status::ok);
}

TEST_CASE("reset forgets the stream: the estimator has the bytes of a new one") {
  Small estimator = begun();
  Settings settings;
  settings.dim = 3;
  settings.seed = 77;
  CHECK(estimator.reset(settings) == Status::ok);
  Small fresh(settings);
  CHECK(estimator.counters().accepted == 0);
  const test::Rows rows = test::draw_rows(3, 100, 2);
  CHECK(test::push_rows(estimator.view(), rows, 0, 100) == 0);
  CHECK(test::push_rows(fresh.view(), rows, 0, 100) == 0);
  const std::size_t bytes = Small::plan.floats * sizeof(float);
  CHECK(std::memcmp(estimator.view().block, fresh.view().block, bytes) == 0);
  CHECK(estimator.view().state->random == fresh.view().state->random);
}

TEST_CASE("adjust changes the fit and keeps the stream") {
  Small estimator = begun();
  const support::Snapshot block(estimator.view().block, Small::plan.floats * sizeof(float));
  Settings settings;
  settings.experts = 2;
  settings.shared_sigma = false;
  settings.sigma_start = 1.0f;
  settings.refine_iterations = 7;
  CHECK(estimator.adjust(settings) == Status::ok);
  CHECK(estimator.settings().experts == 2);
  CHECK_FALSE(estimator.settings().shared_sigma);
  CHECK(estimator.settings().sigma_start == 1.0f);
  CHECK(estimator.settings().refine_iterations == 7);
  CHECK(estimator.settings().dim == 4);
  CHECK(estimator.counters().accepted == 30);
  CHECK(block.unchanged());
}

TEST_CASE("adjust refuses a setting of the stream that differs") {
  Small estimator = begun();
  const support::Snapshot before(estimator);
  CHECK(estimator.adjust(changed([](Settings& s) { s.dim = 3; })) == Status::bad_setting);
  CHECK(estimator.adjust(changed([](Settings& s) { s.calibration = 65; })) == Status::bad_setting);
  CHECK(estimator.adjust(changed([](Settings& s) { s.seed = 2; })) == Status::bad_setting);
  CHECK(estimator.adjust(changed([](Settings& s) { s.range = 1e14f; })) == Status::bad_setting);
  CHECK(estimator.adjust(changed([](Settings& s) { s.memory = 100.0f; })) == Status::bad_setting);
  CHECK(before.unchanged());
}

TEST_CASE("every status is one short sentence") {
  unsigned known = 0;
  while (known < 256 && std::strcmp(describe(static_cast<Status>(known)), "unknown status") != 0) {
    const char* words = describe(static_cast<Status>(known++));
    CHECK(words != nullptr);
    CHECK(std::strlen(words) < 90);
    CHECK(std::strlen(words) > 1);
  }
  CHECK(known > static_cast<unsigned>(Status::flash_failed));
}

TEST_SUITE_END();
