// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "adapt/mirror.hpp"
#include "adapt/stage.hpp"
#include "support/effort.hpp"
#include "support/parameters.hpp"

using namespace motet;
using support::Effort;
using support::needs;
using support::wide;

namespace {

template <typename Stage>
void compare(Stage& stage, const test::Mirror& mirror, double tolerance) {
  Model<8, 4> averaged;
  REQUIRE(stage.adapter.average(stage.model, averaged) == Status::ok);
  for (std::size_t i = 0; i < stage.model.experts(); ++i) {
    CAPTURE(i);
    CHECK(support::apart(stage.model.value_at_centre(i), mirror.value(i)) < tolerance);
    CHECK(support::apart(stage.model.gate_at_centre(i), mirror.gate_value(i)) < 10.0 * tolerance);
    CHECK(support::apart(stage.model.sigma(i), mirror.sigma(i)) < tolerance);
    CHECK(support::apart(averaged.value_at_centre(i), mirror.average_value(i)) < tolerance);
    for (std::size_t j = 0; j < stage.model.dim(); ++j) {
      CHECK(support::apart(stage.model.slope(i, j), mirror.slope(i, j)) < tolerance);
      CHECK(support::apart(stage.model.gate_slope(i, j), mirror.gate_slope(i, j)) < 10.0 * tolerance);
      CHECK(support::apart(averaged.slope(i, j), mirror.average_slope(i, j)) < tolerance);
    }
  }
}

/// Runs float and double side by side.
void run_both(test::Stage<8, 4, 256>& stage, test::Mirror& mirror, std::size_t count) {
  for (; count > 0; --count, ++stage.next) {
    static_cast<void>(mirror.learn(stage.samples.row(stage.next).data(), stage.samples.y[stage.next]));
    REQUIRE(stage.adapter.adapt(stage.samples.row(stage.next), stage.samples.y[stage.next], stage.model) == Status::ok);
  }
}

}  // namespace

TEST_SUITE_BEGIN("adapt/adapt");

TEST_CASE("adapt follows the law in double, 5 of 8 inputs, 3 of 4 experts" * needs(Effort::some)) {
  for (const bool shared : {true, false}) {
    CAPTURE(shared);
    Settings of_fit;
    of_fit.shared_sigma = shared;
    test::Stage<8, 4, 256> stage(test::draw_mixture(3, 5, 0.2), 1000, 4000, test::plain_settings(), of_fit);
    REQUIRE(stage.begun == Status::ok);
    test::Mirror mirror(stage.model, stage.adapter);
    run_both(stage, mirror, 300);
    compare(stage, mirror, 2e-5);
    run_both(stage, mirror, 2700);
    compare(stage, mirror, 5e-4);
  }
}

TEST_CASE("a hundred thousand samples with a time constant stay at the law in double" * needs(Effort::full)) {
  AdaptSettings settings = test::plain_settings();
  settings.step_delay = 1e6f;
  const support::Mixture truth = test::draw_mixture(2, 3, 0.2);
  test::Stage<8, 4, 256> stage(truth, 1000, 101000, settings, test::remember(500.0f));
  REQUIRE(stage.begun == Status::ok);
  test::Mirror mirror(stage.model, stage.adapter);
  run_both(stage, mirror, 100000);
  compare(stage, mirror, 0.2 / std::sqrt(500.0) / 10.0);  // a tenth of the statistical error of a coefficient
}

TEST_CASE("the same samples give the same bits, and a copy goes on as its original" * needs(Effort::some)) {
  test::Stage<4, 3, 128> one(test::draw_mixture(3, 4, 0.2), 1000, 3000), two(test::draw_mixture(3, 4, 0.2), 1000, 3000);
  CHECK(one.run(500) == 500);
  CHECK(two.run(500) == 500);
  Adapter<4, 3> copy = one.adapter;
  Model<4, 3> model = one.model;
  CHECK(one.run(500) == 500);
  for (std::size_t t = 1500; t < 2000; ++t) {
    CHECK(copy.adapt(two.samples.row(t), two.samples.y[t], model) == Status::ok);
  }
  CHECK(test::same(copy, one.adapter));
  CHECK(std::memcmp(&model, &one.model, sizeof model) == 0);
}

TEST_CASE("adapt learns what the fit on a few samples could not know" * needs(Effort::full)) {
  for (const std::uint32_t experts : {1u, 2u, 4u}) {
    const support::Mixture truth = test::draw_mixture(experts, 4, 0.2, 20 + experts);
    test::Stage<4, 4, 128> stage(truth, 300, 20000);
    REQUIRE(stage.begun == Status::ok);
    support::Random random(5);
    const support::Design test_set(support::draw_samples(truth, random, 10000));
    const double best = support::compute_loglik(support::read_parameters(truth), test_set);
    const double before = best - support::compute_loglik(support::read_parameters(stage.model), test_set);
    stage.run(19700);
    CHECK(stage.adapter.average(stage.model) == Status::ok);
    const double after = best - support::compute_loglik(support::read_parameters(stage.model), test_set);
    CAPTURE(experts);
    CHECK(after < 0.1 * before);
    CHECK(after < 0.01);
  }
}

TEST_CASE("adapt works before the first fit, from the stated start" * needs(Effort::full)) {
  const support::Mixture truth = support::make_opposite(2, 0.1);
  support::Random random(6);
  const support::Samples samples = support::draw_samples(truth, random, 30000);
  Estimator<2, 2, 64> estimator;
  Model<2, 2> model;
  Adapter<2, 2> adapter;
  CHECK(estimator.push(std::span(samples.x).first(128), std::span(samples.y).first(64), 64) == Status::ok);
  CHECK(adapter.begin(model, estimator) == Status::ok);
  for (std::size_t t = 64; t < samples.count; ++t) {
    const Status status = adapter.adapt(samples.row(t), samples.y[t], model);
    CHECK((status == Status::ok || status == Status::changed));
  }
  const support::Design design(samples);
  CHECK(support::compute_rmse(support::read_parameters(model), design) < 0.5 * support::deviation(design.y));
}

TEST_CASE("learn takes a stream from its first sample on, and begins anew after each fit" * needs(Effort::full)) {
  const support::Mixture truth = test::draw_mixture(3, 4, 0.2, 23);
  support::Random random(8);
  const support::Samples samples = support::draw_samples(truth, random, 20000);
  Estimator<4, 3, 256> estimator;
  Model<4, 3> model;
  Adapter<4, 3> adapter;
  const std::size_t calibration = std::min(estimator.plan.calibration, Settings{}.calibration);
  std::uint64_t refused = 0;
  for (std::size_t t = 0; t < samples.count; ++t) {
    const Status status = adapter.learn(samples.row(t), samples.y[t], model, estimator);
    refused += status != Status::ok && status != Status::changed;
    CHECK(model.fitted() == (t >= calibration));
    if (t == 2000) CHECK(estimator.fit(model) == Status::ok);
    if (t == 2000) CHECK(adapter.adapt(samples.row(t), samples.y[t], model) == Status::no_model);  // it is another one
  }
  CHECK(refused == 0);
  CHECK(estimator.counters().accepted == 20000);
  CHECK(adapter.counters().accepted == 20000 - calibration);
  CHECK(adapter.average(model) == Status::ok);
  const support::Design design(samples);
  const double best = support::compute_loglik(support::read_parameters(truth), design);
  CHECK(best - support::compute_loglik(support::read_parameters(model), design) < 0.01);
}

TEST_CASE("learn refuses what push refuses while there is no model, and a stream of other inputs") {
  Estimator<4, 3, 64> estimator;
  Model<4, 3> model;
  Adapter<4, 3> adapter;
  const float x[4] = {0.0f, 1.0f, test::nan_value, 2.0f};
  CHECK(adapter.learn(x, 1.0f, model, estimator) == Status::not_finite);
  CHECK(adapter.learn(std::span(x).first(2), 1.0f, model, estimator) == Status::wrong_length);
  CHECK(estimator.counters().accepted == 0);
  test::Stage<4, 3, 64> other(test::draw_mixture(2, 3, 0.2), 500, 600);
  support::Random random(2);
  const support::Samples samples = support::draw_samples(test::draw_mixture(2, 4, 0.2), random, 100);
  REQUIRE(estimator.push(samples.x, samples.y, 100) == Status::ok);
  CHECK(adapter.learn(samples.row(0), 1.0f, other.model, estimator) == Status::wrong_length);
  CHECK(estimator.counters().accepted == 100);
}

TEST_CASE("a model does not learn what the estimator refuses after it was reset to a smaller range or to fewer inputs") {
  test::Stage<4, 3, 64> stage(test::draw_mixture(2, 4, 0.2), 500, 700);
  REQUIRE(stage.begun == Status::ok);
  const support::Snapshot begun(stage.model);
  Settings smaller = stage.estimator.settings();
  smaller.range = 8.0f;
  REQUIRE(stage.estimator.reset(smaller) == Status::ok);
  const auto learn = [&](float y) { return stage.adapter.learn(stage.samples.row(0), y, stage.model, stage.estimator); };
  CHECK(learn(9.0f) == Status::out_of_range);
  CHECK(begun.unchanged());
  for (std::size_t t = 500; t < 600; ++t) {
    CHECK(stage.adapter.learn(stage.samples.row(t), stage.samples.y[t], stage.model, stage.estimator) == Status::ok);
  }
  CHECK(!begun.unchanged());
  const support::Snapshot learnt(stage.model);
  CHECK(learn(9.0f) == Status::out_of_range);
  CHECK(learnt.unchanged());
  CHECK(stage.estimator.counters().accepted == 100);

  smaller.dim = 3;
  REQUIRE(stage.estimator.reset(smaller) == Status::ok);
  CHECK(learn(1.0f) == Status::wrong_length);
  CHECK(learnt.unchanged());
}

TEST_CASE("error and log density are those before the sample was learnt") {
  test::Stage<4, 2, 128> stage(test::draw_mixture(2, 3, 0.2), 500, 3000);
  double total = 0.0, plain = 0.0;
  for (; stage.next < 1000; ++stage.next) {
    const std::span<const float> x = stage.samples.row(stage.next);
    const float y = stage.samples.y[stage.next];
    Prediction<2> prediction;
    Attribution<2> attribution;
    REQUIRE(stage.model.predict(x, prediction) == Status::ok);
    REQUIRE(stage.model.attribute(x, y, attribution) == Status::ok);
    REQUIRE(stage.adapter.adapt(x, y, stage.model) == Status::ok);
    CHECK(support::apart(stage.adapter.error(), wide(y) - wide(prediction.mean)) < 1e-5);
    total += wide(stage.adapter.log_density());
    plain += wide(attribution.log_density);
  }
  CHECK(wide(stage.adapter.loglik()) > total / 500.0 - 1e-4);  // a drop of more than four deviations is cut
  CHECK(wide(stage.adapter.loglik()) < total / 500.0 + 0.03);
  CHECK(total > plain - 5.0);  // what the experts do not know widens the one, a little
  CHECK(total < plain + 50.0);
  const float error = stage.adapter.error(), log_density = stage.adapter.log_density();
  CHECK(stage.adapter.adapt(stage.samples.row(0), test::nan_value, stage.model) == Status::not_finite);
  CHECK(stage.adapter.error() == error);
  CHECK(stage.adapter.log_density() == log_density);
}

TEST_CASE("memory is that of the estimator, in the unit of the time that elapses" * needs(Effort::some)) {
  test::Stage<4, 2, 128> one(test::draw_mixture(2, 3, 0.2), 500, 3000), two(test::draw_mixture(2, 3, 0.2), 500, 3000);
  Settings samples = one.estimator.settings(), seconds = samples;
  samples.memory = 400.0f;
  seconds.memory = 25.0f;
  REQUIRE(one.estimator.reset(samples) == Status::ok);
  REQUIRE(two.estimator.reset(seconds) == Status::ok);
  one.adapter = two.adapter = Adapter<4, 2>();
  for (std::size_t t = 0; t < 2500; ++t) {
    CHECK(one.adapter.learn(one.samples.row(t), one.samples.y[t], one.model, one.estimator) == Status::ok);
    CHECK(two.adapter.learn(two.samples.row(t), two.samples.y[t], 0.0625f, two.model, two.estimator) == Status::ok);
  }
  CHECK(one.adapter.view().state->memory == 400.0f);
  CHECK(two.adapter.view().state->memory == 25.0f);
  CHECK(std::memcmp(&one.model, &two.model, sizeof one.model) == 0);
}

TEST_CASE("a line that turns is followed" * needs(Effort::full)) {
  support::Mixture truth = test::draw_mixture(2, 3, 0.2);
  test::Stage<4, 2, 256> stage(truth, 1000, 1000, {}, test::remember(1000.0f));
  REQUIRE(stage.begun == Status::ok);
  const auto distance = [&](std::size_t i) {
    double sum = 0.0;
    for (std::size_t j = 0; j < 3; ++j) {
      const double off = wide(stage.model.slope(i, j)) - truth.slope[0][j];
      sum += off * off;
    }
    return std::sqrt(sum);
  };
  const std::size_t turning = distance(0) < distance(1) ? 0 : 1;
  float x[3];
  for (int t = 0; t < 40000; ++t) {
    if (t % 100 == 0) {
      for (double& slope : truth.slope[0]) slope -= 0.002;
    }
    const float y = support::draw_sample(truth, stage.random, x);
    static_cast<void>(stage.adapter.adapt(x, y, stage.model));
  }
  CHECK(distance(turning) < 0.1);  // it has turned by 1.4
}

TEST_CASE("nothing but finite numbers leaves, whatever the units and the samples" * needs(Effort::some)) {
  for (const float unit : {1e-20f, 1e-6f, 1.0f, 1e6f, 1e14f}) {
    CAPTURE(unit);
    support::Random random(7);
    const support::Mixture truth = test::draw_mixture(3, 3, 0.1);
    Estimator<3, 3, 64> estimator;
    Model<3, 3> model;
    Adapter<3, 3> adapter;
    float x[3];
    std::uint64_t accepted = 0;
    for (int t = 0; t < 5000; ++t) {
      float y = unit * support::draw_sample(truth, random, x);
      for (float& each : x) each *= unit;
      if (t < 300) CHECK(estimator.push(x, y) == Status::ok);
      if (t == 300) CHECK(estimator.fit(model) == Status::ok);
      if (t == 300) CHECK(adapter.begin(model, estimator) == Status::ok);
      if (t < 300) continue;
      const float wild[] = {1e30f, -1e30f, 1e10f, 1e3f, 0.0f, 1e-30f, test::nan_value, test::infinite};
      const std::uint32_t which = random.below(100);
      if (which < 8) y = wild[which];
      if (which >= 8 && which < 16) x[which % 3] = wild[which - 8];
      if (which >= 16 && which < 20) y *= 1e6f;
      const Status status = adapter.adapt(x, y, model);
      accepted += status == Status::ok || status == Status::changed;
      const core::ModelView m = model.view();
      for (std::uint32_t at = 0; at < m.shape.floats(); ++at) REQUIRE(std::isfinite(m.parameters[at]));
      for (std::size_t i = 0; i < 3; ++i) REQUIRE(model.sigma(i) > 0.0f);
    }
    CHECK(accepted > 3500);
    CHECK(accepted == adapter.counters().accepted);
  }
}

TEST_CASE("every number of inputs and experts up to the bounds adapts, with bounds above them" * needs(Effort::some)) {
  for (const std::uint32_t dim : {1u, 2u, 3u, 4u, 5u, 7u, 9u}) {
    for (const std::uint32_t experts : {1u, 2u, 3u, 5u}) {
      if (support::effort < Effort::full && (dim + experts) % 3 != 1) continue;
      CAPTURE(dim);
      CAPTURE(experts);
      test::Stage<9, 5, 200> stage(test::draw_mixture(experts, dim, 0.3, dim + 10 * experts), 400, 1400);
      REQUIRE(stage.begun == Status::ok);
      CHECK(stage.run(1000) == 1000);
    }
  }
}

TEST_SUITE_END();
