// SPDX-License-Identifier: MIT
#include "descent/descent_stages.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "descent/rig.hpp"
#include "motet/descent.hpp"
#include "motet/estimator.hpp"
#include "support/effort.hpp"

using namespace motet;
using support::Effort;
using support::wide;

namespace {

/// Streams `count` samples of the mixture.
template <class Learner>
void stream(Learner& learner, const support::Mixture& truth, support::Random& random, std::uint32_t count) {
  std::uint32_t refused = 0;
  for (std::uint32_t n = 0; n < count; ++n) {
    float x[max_cubic_dim];
    const float y = support::draw_sample(truth, random, x);
    refused += learner.push({x, truth.dim}, y) != Status::ok;
  }
  CHECK(refused == 0);
}

/// The smallest over the true experts of the largest cosine with a slope found.
template <class Learnt>
double least_cosine(const Learnt& model, const support::Mixture& truth) {
  double least = 1.0;
  for (std::uint32_t i = 0; i < truth.experts; ++i) {
    double best = -1.0;
    for (std::uint32_t h = 0; h < truth.experts; ++h) {
      double along = 0.0, mine = 0.0, theirs = 0.0;
      for (std::uint32_t j = 0; j < truth.dim; ++j) {
        const double a = wide(model.slope(h, j)), b = truth.slope[i][j];
        along += a * b;
        mine += a * a;
        theirs += b * b;
      }
      best = std::fmax(best, along / std::sqrt(mine * theirs));
    }
    least = std::fmin(least, best);
  }
  return least;
}

}  // namespace

TEST_SUITE_BEGIN("descent/descent_stages");

TEST_CASE("each stage takes its share, 3 inputs, 6400 samples") {
  Descent<3, 2> descent(test::make_descent_settings(3, 2, 6400));
  support::Random random(1);
  const support::Mixture truth = support::make_orthonormal(random, 2, 3, 0.1);
  const std::pair<std::uint32_t, DescentStage> ends[] = {{399, DescentStage::spread},      {1, DescentStage::directions},
                                                         {3199, DescentStage::directions}, {1, DescentStage::experts},
                                                         {1999, DescentStage::experts},    {1, DescentStage::lengths},
                                                         {799, DescentStage::lengths},     {1, DescentStage::gate}};
  for (const auto& [samples, stage] : ends) {
    stream(descent, truth, random, samples);
    CHECK(descent.stage() == stage);
    Model<3, 2> model;
    CHECK(descent.read(model) == (stage == DescentStage::gate ? Status::ok : Status::too_few_samples));
    CHECK(model.fitted() == (stage == DescentStage::gate));
  }
}

TEST_CASE("a stage that shows too little is repeated, and says why; then it goes on, 2 inputs" * support::needs(Effort::some)) {
  Descent<2, 2> descent(test::make_descent_settings(2, 2, 1600));
  Model<2, 2> model;
  support::Random random(2);
  const float same[2] = {1.0f, 2.0f};
  for (int n = 0; n < 100; ++n) CHECK(descent.push(same, support::narrow(random.normal())) == Status::ok);
  CHECK(descent.read(model) == Status::constant_inputs);
  float x[2];
  for (int n = 0; n < 200; ++n) {
    test::draw_row(random, 2, x);
    CHECK(descent.push(x, 5.0f) == Status::ok);
  }
  CHECK(descent.read(model) == Status::constant_target);
  for (int n = 0; n < 400 + 800; ++n) {
    test::draw_row(random, 2, x);
    CHECK(descent.push(x, x[0] + 0.1f * support::narrow(random.normal())) == Status::ok);
  }
  CHECK(descent.read(model) == Status::no_fit);  // one line bends nowhere
  CHECK(descent.stage() == DescentStage::directions);
  for (int n = 0; n < 10000 && descent.stage() != DescentStage::gate; ++n) {
    test::draw_row(random, 2, x);
    const bool first = random.uniform() < 1.0 / (1.0 + std::exp(-2.0 * wide(x[0])));
    CHECK(descent.push(x, (first ? x[0] : x[1]) + 0.1f * support::narrow(random.normal())) == Status::ok);
  }
  CHECK(descent.stage() == DescentStage::gate);
  CHECK(descent.read(model) == Status::ok);
}

TEST_CASE("it finds the experts of the papers' mixture, 6 inputs x 3 experts" * support::needs(Effort::full)) {
  for (const std::uint64_t seed : {1u, 2u, 3u, 4u}) {
    support::Random random(seed);
    const support::Mixture truth = support::make_orthonormal(random, 3, 6, 0.1);
    Descent<6, 3> descent;
    stream(descent, truth, random, 200000);
    Model<6, 3> model;
    REQUIRE(descent.read(model) == Status::ok);
    CHECK(1.0 - least_cosine(model, truth) < 0.01);
  }
}

TEST_CASE("oblique experts of inputs far from the origin are found; the estimator takes them up, 4 inputs x 2 experts" *
          support::needs(Effort::full)) {
  support::Random random(5);
  support::Mixture truth = support::make_orthonormal(random, 2, 4, 0.1);
  for (std::uint32_t j = 0; j < 4; ++j) truth.slope[1][j] = 0.5 * truth.slope[0][j] + std::sqrt(0.75) * truth.slope[1][j];
  Settings settings;
  settings.refine_iterations = 0;
  settings.searches = 0;
  Descent<4, 2> descent;
  Estimator<4, 2, 512> estimator, unrefined(settings);
  for (int n = 0; n < 180000; ++n) {
    float x[4];
    const float y = -20.0f + 3.0f * support::draw_sample(truth, random, x);
    for (float& each : x) each = 50.0f + 4.0f * each;
    CHECK(descent.push(x, y) == Status::ok);
    if (n >= 20000) continue;
    CHECK(estimator.push(x, y) == Status::ok);
    CHECK(unrefined.push(x, y) == Status::ok);
  }
  Model<4, 2> alone, own;
  REQUIRE(descent.read(alone) == Status::ok);
  CHECK(1.0 - least_cosine(alone, truth) < 0.01);
  for (std::uint32_t i = 0; i < 2; ++i) CHECK(std::fabs(wide(alone.sigma(i)) / 3.0 - 0.1) < 0.05);

  Report report;
  REQUIRE(estimator.fit(own, report) == Status::ok);
  const float likeliest = report.loglik;
  Model<4, 2> started = alone;
  REQUIRE(unrefined.fit(started, report) == Status::ok);
  CHECK(report.start == Start::in_use);  // likelier than the other starts as they came
  REQUIRE(estimator.fit(alone, report) == Status::ok);
  CHECK(report.loglik > likeliest - 1e-4f);
}

TEST_CASE("no stream leaves a number that is not finite, 3 inputs x 2 experts" * support::needs(Effort::some)) {
  for (int kind = 0; kind < 4; ++kind) {
    CAPTURE(kind);
    Descent<3, 2> descent(test::make_descent_settings(3, 2, 1600));
    support::Random random(6);
    for (int n = 0; n < 4000; ++n) {
      float x[3];
      test::draw_row(random, 3, x);
      float y = x[0] * x[1];
      if (kind == 1 && n % 7 == 0) x[n % 3] *= 1e14f;  // outliers
      if (kind == 2) y = random.uniform() < 0.01 ? 1e15f : x[0];
      if (kind == 3) x[2] = x[0] + x[1];  // collinear
      if (kind == 3) y = x[0] > 0.0f ? x[0] : -x[1];
      CHECK(descent.push(x, y) == Status::ok);
    }
    Model<3, 2> model;
    const Status status = descent.read(model);
    CHECK((status == Status::ok || status == Status::no_fit));
    Prediction<2> prediction;
    const float at[3] = {0.1f, 0.2f, 0.3f};
    if (status == Status::ok) CHECK(model.predict(at, prediction) == Status::ok);
  }
}

TEST_SUITE_END();
