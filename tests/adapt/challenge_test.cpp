// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <cmath>

#include "adapt/stage.hpp"
#include "support/effort.hpp"
#include "support/parameters.hpp"
#include "tensor/vector.hpp"

using namespace motet;
using support::Effort;
using support::needs;
using support::wide;

namespace {

using Stage = test::Stage<4, 2, 256>;

[[nodiscard]] Stage make_stage(std::uint64_t seed = 1) { return {test::draw_mixture(2, 3, 0.2), 500, 6000, {}, {}, seed}; }

/// By how many nats `rival` is likelier on the window, in double.
double compare(Stage& stage, const Model<4, 2>& rival) {
  const core::EstimatorView e = stage.estimator.view();
  double sum = 0.0;
  Attribution<2> ours, theirs;
  for (std::uint32_t s = 0; s < e.state->kept; ++s) {
    const std::span<const float> row(e.block + e.plan->reservoir + 4 * s, 4);
    REQUIRE(stage.model.attribute(row.first(3), row[3], ours) == Status::ok);
    REQUIRE(rival.attribute(row.first(3), row[3], theirs) == Status::ok);
    sum += wide(theirs.log_density) - wide(ours.log_density);
  }
  return sum;
}

/// What a fit of so many parameters gains by luck on so many samples, nats.
double bound_luck(double parameters, double samples = 256) {
  return samples / (samples - parameters) * (parameters / 2 + 3 * std::sqrt(parameters) + 9);
}

/// Moves a level of every expert so far that `rival` is likelier by `nats`.
void fall_behind(Stage& stage, const Model<4, 2>& rival, double nats) {
  const core::ModelStore m = stage.model.store();
  stage.model = rival;
  float low = 0.0f, high = 10.0f;
  for (int n = 0; n < 60; ++n) {
    const float middle = 0.5f * (low + high);
    for (std::uint32_t i = 0; i < 2; ++i)
      m.parameters[m.shape.intercept(i)] = rival.view().parameters[m.shape.intercept(i)] + middle;
    (compare(stage, rival) < nats ? low : high) = middle;
  }
  REQUIRE(stage.adapter.begin(stage.model, stage.estimator) == Status::ok);
}

}  // namespace

TEST_SUITE_BEGIN("adapt/challenge");

TEST_CASE("a rival wins if it is likelier by more than luck, and only then" * needs(Effort::some)) {
  const double luck = bound_luck(3 * 4 + 1);
  for (const double nats : {0.95 * luck, 1.05 * luck}) {
    CAPTURE(nats);
    Stage stage = make_stage();
    REQUIRE(stage.begun == Status::ok);
    const Model<4, 2> rival = stage.model;
    fall_behind(stage, rival, nats);
    const Model<4, 2> behind = stage.model;
    CHECK(stage.adapter.challenge(rival, stage.model, stage.estimator) == Status::ok);
    const bool won = nats > luck;
    CHECK(stage.adapter.counters().replaced == (won ? 1 : 0));
    CHECK(std::memcmp(&stage.model, won ? &rival : &behind, sizeof rival) == 0);
    CHECK(stage.run(10) == 10);
  }
}

TEST_CASE("noise levels of their own count as parameters" * needs(Effort::some)) {
  Settings each;
  each.shared_sigma = false;
  Stage stage(test::draw_mixture(2, 3, 0.2), 500, 600, {}, each);
  const Model<4, 2> rival = stage.model;
  fall_behind(stage, rival, 0.5 * (bound_luck(13) + bound_luck(14)));
  CHECK(stage.adapter.challenge(rival, stage.model, stage.estimator) == Status::ok);
  CHECK(stage.adapter.counters().replaced == 0);
}

TEST_CASE("a fit on the window does not take the place of what all samples have taught" * needs(Effort::full)) {
  const support::Mixture truth = test::draw_mixture(2, 3, 0.2);
  Settings of_fit;
  of_fit.dim = 3;
  for (const std::uint64_t seed : {1u, 2u, 3u, 4u, 5u}) {
    CAPTURE(seed);
    support::Random random(seed);
    const support::Samples samples = support::draw_samples(truth, random, 6000);
    Estimator<4, 2, 256> estimator(of_fit);
    Model<4, 2> model;
    Adapter<4, 2> adapter;
    for (std::size_t t = 0; t < samples.count; ++t) {
      if (t == 500) REQUIRE(estimator.fit(model) == Status::ok);
      const Status status = adapter.learn(samples.row(t), samples.y[t], model, estimator);
      REQUIRE((status == Status::ok || status == Status::changed));
    }
    Model<4, 2> rival = model;
    Report report;
    REQUIRE(estimator.fit(rival, report) == Status::ok);
    const test::Unchanged before(adapter, model);
    CHECK(adapter.challenge(rival, model, estimator) == Status::ok);
    CHECK(adapter.counters().replaced == 0);
    CHECK(before.holds());
    CHECK(std::memcmp(&rival, &model, sizeof model) != 0);
  }
}

TEST_CASE("a fit to hardly more samples than parameters does not win by having learnt them by heart" * needs(Effort::some)) {
  const support::Mixture truth = test::draw_mixture(3, 10, 0.2);
  Settings of_fit;
  of_fit.dim = 10;
  int better = 0;
  for (const std::uint64_t seed : {1u, 2u, 3u, 4u, 5u}) {
    CAPTURE(seed);
    support::Random random(seed);
    const support::Samples samples = support::draw_samples(truth, random, 2000);
    Estimator<10, 3, 64> estimator(of_fit);  // 56 parameters
    Model<10, 3> model;
    Adapter<10, 3> adapter;
    for (std::size_t t = 0; t < samples.count; ++t) {
      const Status status = adapter.learn(samples.row(t), samples.y[t], model, estimator);
      REQUIRE((status == Status::ok || status == Status::changed));
    }
    Model<10, 3> rival = model;
    Report report;
    REQUIRE(estimator.fit(rival, report) == Status::ok);
    better += std::memcmp(&rival, &model, sizeof model) != 0;
    CHECK(adapter.challenge(rival, model, estimator) == Status::ok);
    CHECK(adapter.counters().replaced == 0);
  }
  CHECK(better == 5);
}

TEST_CASE("a model that never left a bad start gives way to a fit" * needs(Effort::some)) {
  const support::Mixture truth = test::draw_mixture(2, 3, 0.2);
  Stage stage = make_stage();
  const core::ModelStore m = stage.model.store();
  for (std::uint32_t j = 0; j < 3; ++j) m.parameters[m.shape.slope(1) + j] = m.parameters[m.shape.slope(0) + j];  // a double
  core::tensor::fill(2, 0.0f, m.parameters + m.shape.gate_intercept(0));
  core::tensor::fill(8, 0.0f, m.parameters + m.shape.gate_slope(0));
  m.parameters[m.shape.intercept(1)] = m.parameters[m.shape.intercept(0)];
  REQUIRE(stage.adapter.begin(stage.model, stage.estimator) == Status::ok);
  Model<4, 2> rival = stage.model;
  REQUIRE(stage.estimator.fit(rival) == Status::ok);
  CHECK(stage.adapter.challenge(rival, stage.model, stage.estimator) == Status::ok);
  CHECK(stage.adapter.counters().replaced == 1);
  stage.run(5000);
  CHECK(stage.adapter.average(stage.model) == Status::ok);
  const support::Design design(stage.samples);
  const double best = support::compute_loglik(support::read_parameters(truth), design);
  CHECK(best - support::compute_loglik(support::read_parameters(stage.model), design) < 0.02);
}

TEST_CASE("a rival that can not be is refused, and nothing changes") {
  Stage stage = make_stage();
  const test::Unchanged before(stage.adapter, stage.model);
  const Model<4, 2> none;
  CHECK(stage.adapter.challenge(none, stage.model, stage.estimator) == Status::no_model);
  Model<4, 2> bad = stage.model;
  bad.store().parameters[bad.view().shape.sigma(1)] = -1.0f;
  CHECK(stage.adapter.challenge(bad, stage.model, stage.estimator) == Status::not_finite);
  bad = stage.model;
  bad.store().parameters[bad.view().shape.centre() + 1] = test::nan_value;
  CHECK(stage.adapter.challenge(bad, stage.model, stage.estimator) == Status::not_finite);
  test::Stage<4, 2, 256> other(test::draw_mixture(2, 4, 0.2), 500, 500);
  CHECK(stage.adapter.challenge(other.model, stage.model, stage.estimator) == Status::wrong_length);
  CHECK(stage.adapter.challenge(stage.model, stage.model, other.estimator) == Status::wrong_length);
  const Model<4, 2> fine = stage.model;
  Model<4, 2> stranger = stage.model;
  stranger.store().parameters[fine.view().shape.intercept(0)] += 1.0f;  // someone has written to it
  CHECK(stage.adapter.challenge(fine, stranger, stage.estimator) == Status::no_model);
  CHECK(before.holds());
}

TEST_CASE("without a window there is nothing to compare on" * needs(Effort::some)) {
  const support::Mixture truth = test::draw_mixture(2, 3, 0.1);
  test::Stage<4, 2, 0> stage(truth, 20000, 20000);
  REQUIRE(stage.begun == Status::ok);
  CHECK(stage.adapter.challenge(stage.model, stage.model, stage.estimator) == Status::window_needed);
}

TEST_SUITE_END();
