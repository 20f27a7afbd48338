// SPDX-License-Identifier: MIT
#include "adapt/renew.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "adapt/stage.hpp"
#include "support/effort.hpp"

using namespace motet;
using support::Effort;
using support::needs;
using support::wide;

namespace {

using Stage = test::Stage<4, 3, 256>;

[[nodiscard]] Stage make_stage(std::size_t count, const AdaptSettings& settings = {}) {
  return {test::draw_mixture(3, 3, 0.2), 1000, count, settings};
}

/// Lags of about this size in every slope and value.
void plant(Stage& stage, float size) {
  const core::AdapterView a = stage.adapter.view();
  for (std::uint32_t row = 0; row < 5; ++row) {
    float* lag = a.block + a.plan->lag + row * core::parameter_row(3);
    for (std::uint32_t j = 0; j < 3; ++j) lag[j] = size * static_cast<float>(stage.random.normal());
    lag[core::padded(3)] = size * static_cast<float>(stage.random.normal());
  }
}

/// The lag of a row at x, in double.
double follow(Stage& stage, std::uint32_t row, std::span<const float> x) {
  const core::AdapterView a = stage.adapter.view();
  const float* lag = a.block + a.plan->lag + row * core::parameter_row(3);
  double sum = wide(lag[core::padded(3)]);
  for (std::uint32_t j = 0; j < 3; ++j) sum += wide(lag[j]) * (wide(x[j]) - wide(stage.model.centre(j)));
  return sum;
}

/// By how many nats a sample is likelier with the lags of the logits than without them.
double explain_gate(const core::adapting::Opinion& o, const double (&logit)[3]) {
  double before = 0.0, after = 0.0;
  for (std::uint32_t i = 0; i < 3; ++i) {
    before += wide(o.probability[i]) * std::exp(logit[i]);
    after += wide(o.responsibility[i]) * std::exp(logit[i]);
  }
  return std::log(after) - std::log(before);
}

}  // namespace

TEST_SUITE_BEGIN("adapt/renew");

TEST_CASE("a doubt is a sum of log likelihood ratios that begins anew at 0, 3 of 4 inputs, 3 experts") {
  Stage stage = make_stage(1200);
  REQUIRE(stage.begun == Status::ok);
  const core::AdapterView a = stage.adapter.view();
  double expected[3] = {}, of_gate = 0.0;
  for (std::size_t t = 1000; t < 1200; ++t) {
    CAPTURE(t);
    plant(stage, 0.05f);
    core::adapting::Opinion o;
    REQUIRE(core::adapting::consult(a, stage.samples.row(t).data(), stage.samples.y[t], 0.0f, stage.model.view(), o) ==
            Status::ok);
    double logit[3];
    for (std::uint32_t i = 0; i < 3; ++i) {
      logit[i] = follow(stage, 3 + i, stage.samples.row(t));
      const double e = wide(o.error[i]), l = follow(stage, i, stage.samples.row(t)), sigma = wide(stage.model.sigma(i));
      const double ratio = wide(o.responsibility[i]) * ((e - l) * (e - l) - e * e) / (2.0 * sigma * sigma);
      if (o.responsibility[i] >= 1e-4f) expected[i] = std::fmax(expected[i] + ratio, 0.0);
    }
    of_gate = std::fmax(of_gate - explain_gate(o, logit), 0.0);
    core::adapting::judge_averages(a, o, stage.model.store());
    for (std::uint32_t i = 0; i < 3; ++i) CHECK(std::fabs(wide(a.state->doubt[i]) - expected[i]) <= 1e-4 * (1.0 + expected[i]));
    // What two cumulants leave: a sixth of the third of either, |l| seldom above a quarter.
    CHECK(std::fabs(wide(a.state->gate_doubt) - of_gate) <= 2e-3 * static_cast<double>(t - 999));
  }
  CHECK(a.state->counters.renewed == 0);
}

TEST_CASE("far lags of the logits count as one nat at most") {
  Stage stage = make_stage(1001);
  REQUIRE(stage.begun == Status::ok);
  const core::AdapterView a = stage.adapter.view();
  core::adapting::Opinion o;
  REQUIRE(core::adapting::consult(a, stage.samples.row(1000).data(), stage.samples.y[1000], 0.0f, stage.model.view(), o) ==
          Status::ok);
  for (const float size : {1e3f, 1e30f}) {
    for (const float sign : {1.0f, -1.0f}) {
      a.block[a.plan->lag + 3 * core::parameter_row(3) + core::padded(3)] = sign * size;
      a.state->gate_doubt = 0.0f;
      core::adapting::judge_averages(a, o, stage.model.store());
      CHECK(a.state->gate_doubt >= 0.0f);
      CHECK(a.state->gate_doubt <= 2.5f);  // two cumulants of numbers within 1, apart
    }
  }
}

TEST_CASE("an expert's average that remembers a bad start begins anew, and the step grows" * needs(Effort::some)) {
  test::Stage<4, 2, 256> stage(test::draw_mixture(2, 3, 0.2), 1000, 12000);
  REQUIRE(stage.run(5000) == 5000);
  const core::AdapterView a = stage.adapter.view();
  const std::uint32_t averaged = a.state->averaged[0], samples = a.state->samples;
  a.block[a.plan->lag + core::padded(3)] += 1.0f;  // the average of expert 0 is now off by five deviations
  CHECK(stage.run(200) == 200);
  CHECK(a.state->averaged[0] < averaged);
  CHECK(a.state->samples < samples);
  CHECK(std::fabs(a.block[a.plan->lag + core::padded(3)]) < 0.1f);
  CHECK(stage.adapter.counters().renewed == 1);
}

TEST_CASE("the gate's average likewise; those of the experts stay" * needs(Effort::some)) {
  test::Stage<4, 2, 256> stage(test::draw_mixture(2, 3, 0.2), 1000, 12000);
  REQUIRE(stage.run(5000) == 5000);
  const core::AdapterView a = stage.adapter.view();
  const std::uint32_t averaged = a.state->averaged[0], of_gate = a.state->averaged[2], samples = a.state->samples;
  float* lag = a.block + a.plan->lag + 2 * core::parameter_row(3) + core::padded(3);
  *lag += 3.0f;
  CHECK(stage.run(1500) == 1500);
  CHECK(a.state->averaged[2] < of_gate);
  CHECK(a.state->averaged[0] >= averaged);
  CHECK(a.state->samples < samples + 1500);
  CHECK(std::fabs(*lag) < 0.5f);
  CHECK(stage.adapter.counters().renewed == 1);
}

TEST_CASE("averages of a stream that holds still are kept, by a higher threshold bad ones too" * needs(Effort::full)) {
  for (const float threshold : {20.0f, 1e6f}) {
    CAPTURE(threshold);
    AdaptSettings settings;
    settings.renew_threshold = threshold;
    test::Stage<4, 2, 256> stage(test::draw_mixture(2, 3, 0.2), 1000, 50000, settings);
    CHECK(stage.run(49000) == 49000);
    CHECK(stage.adapter.counters().renewed == 0);
    if (threshold == 20.0f) continue;
    const core::AdapterView a = stage.adapter.view();
    a.block[a.plan->lag + core::padded(3)] += 1.0f;
    stage.next -= 200;
    CHECK(stage.run(200) == 200);
    CHECK(stage.adapter.counters().renewed == 0);
  }
}

TEST_SUITE_END();
