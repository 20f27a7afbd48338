// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>

#include "motet/estimator.hpp"
#include "support/effort.hpp"
#include "support/parameters.hpp"
#include "support/reference.hpp"
#include "workspace/stage.hpp"

using namespace motet;
using support::Effort;
using support::needs;
using support::wide;

namespace {

/// The kept rows of an estimator, in double.
template <class Learner>
support::Design read_kept(Learner& learner) {
  support::Samples samples{static_cast<std::uint32_t>(learner.dim()), learner.view().state->kept, {}, {}};
  for (std::uint32_t t = 0; t < samples.count; ++t) {
    const float* row = core::stream::kept_row(learner.view(), t);
    samples.x.insert(samples.x.end(), row, row + samples.dim);
    samples.y.push_back(row[samples.dim]);
  }
  return support::Design(samples);
}

/// Nats per kept sample of a model, in double.
template <class Learner, class Fitted>
double measure_loglik(Learner& learner, const Fitted& model) {
  return support::compute_loglik(support::read_parameters(model), read_kept(learner));
}

/// Root mean squared difference between the means of model and truth over N(0, I).
template <std::size_t Dim, std::size_t Experts>
double measure_miss(const Model<Dim, Experts>& model, const support::Mixture& truth) {
  const support::Parameters exact = support::read_parameters(truth, 1e9);
  support::Random random(1000);
  double square = 0.0;
  for (int n = 0; n < 1000; ++n) {
    float x[Dim];
    double z[Dim + 1] = {1.0};
    for (std::uint32_t j = 0; j < truth.dim; ++j) z[1 + j] = wide(x[j] = support::narrow(random.normal()));
    Prediction<Experts> said;
    CHECK(model.predict({x, truth.dim}, said) == Status::ok);
    square += std::pow(wide(said.mean) - support::predict_mean(exact, z), 2.0) / 1000.0;
  }
  return std::sqrt(square);
}

/// Fits `count` samples of the truth, all of them kept; the report says how it went.
template <std::size_t Dim, std::size_t Experts, std::size_t Window>
Report learn(const support::Mixture& truth, std::uint64_t seed, Estimator<Dim, Experts, Window>& learner,
             Model<Dim, Experts>& model) {
  const test::Rows rows = test::draw_rows(truth, Window, seed);
  Report report;
  CHECK(learner.reset(test::make_settings(truth.dim, truth.experts)) == Status::ok);
  CHECK(learner.push(rows.x, rows.y, Window) == Status::ok);
  model = {};
  CHECK(learner.fit(model, report) == Status::ok);
  return report;
}

using Learner = Estimator<4, 3, 800>;
using Learnt = Model<4, 3>;

/// How far the fit stays behind EM from the truth in double, nats per sample.
double measure_loss(const support::Mixture& truth, std::uint64_t seed) {
  static Learner learner;
  Learnt model;
  static_cast<void>(learn(truth, seed, learner, model));
  return support::refine_oracle(read_kept(learner), truth).loglik - measure_loglik(learner, model);
}

/// Labels of `b` in terms of `a`: for each expert of `a` the closest of `b` by slopes and value.
std::vector<std::uint32_t> match(const Learnt& a, const Learnt& b) {
  std::vector<std::uint32_t> closest;
  for (std::uint32_t i = 0; i < a.experts(); ++i) {
    double least = 1e300;
    closest.push_back(0);
    for (std::uint32_t k = 0; k < b.experts(); ++k) {
      double square = std::pow(wide(a.intercept(i)) - wide(b.intercept(k)), 2.0);
      for (std::uint32_t j = 0; j < a.dim(); ++j) square += std::pow(wide(a.slope(i, j)) - wide(b.slope(k, j)), 2.0);
      if (square < least) closest.back() = k;
      least = std::fmin(least, square);
    }
  }
  return closest;
}

}  // namespace

TEST_SUITE_BEGIN("fit/fit_recovery");

TEST_CASE("general mixtures are fitted as well as by EM from the truth in double, 4 inputs x 2 and 3 experts x 800 samples" *
          needs(Effort::full)) {
  for (std::uint32_t experts = 2; experts <= 3; ++experts) {
    for (std::uint64_t seed = 1; seed <= 2; ++seed) {
      support::Random random(10 * experts + seed);
      CHECK(measure_loss(support::make_general(random, experts, 4, 0.1), seed) <= 1e-4);
    }
  }
}

TEST_CASE("y = |x| + noise is found, where the tensor alone cannot, 1 to 4 inputs" * needs(Effort::full)) {
  for (std::uint32_t dim = 1; dim <= 4; ++dim) {
    static Learner learner;
    Learnt model;
    const support::Mixture truth = support::make_opposite(dim, 0.1);
    const Report report = learn(truth, dim, learner, model);
    CHECK(report.tensor_state == TensorState::short_of_rank);
    // Two lines of dim + 1 coefficients from 800 samples, and a corner that the soft gate rounds.
    CHECK(measure_miss(model, truth) <= 0.1 * 3.0 * std::sqrt(2.0 * (dim + 1.0) / 800.0) + 0.02);
    CHECK(support::apart(model.slope(0, 0), -wide(model.slope(1, 0))) <= 0.05);
    CHECK(support::apart(model.sigma(0), 0.1) <= 0.015);
  }
}

TEST_CASE("parallel experts are found: slopes the same, intercepts 1 and -1, 4 inputs" * needs(Effort::full)) {
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    static Learner learner;
    Learnt model;
    support::Random random(seed);
    const support::Mixture truth = support::make_parallel(random, 4, 0.2);
    static_cast<void>(learn(truth, seed, learner, model));
    const std::uint32_t high = model.intercept(0) > model.intercept(1) ? 0 : 1;
    const double bound = 5.0 * 0.2 / std::sqrt(0.3 * 400.0);
    CHECK(support::apart(model.intercept(high), 1.0) <= bound);
    CHECK(support::apart(model.intercept(1 - high), -1.0) <= bound);
    for (std::uint32_t i = 0; i < 2; ++i) {
      for (std::uint32_t j = 0; j < 4; ++j) CHECK(support::apart(model.slope(i, j), truth.slope[0][j]) <= bound);
    }
  }
}

TEST_CASE("more experts than inputs are found, 1 input x 2 experts and 2 inputs x 3 experts" * needs(Effort::full)) {
  for (std::uint64_t seed = 1; seed <= 2; ++seed) {
    support::Random random(40 + seed);
    CHECK(measure_loss(support::make_general(random, 2, 1, 0.1), seed) <= 1e-4);
    CHECK(measure_loss(support::make_general(random, 3, 2, 0.1), seed) <= 1e-4);
  }
}

TEST_CASE("each expert has its own noise where asked, one for all where not, 3 inputs x sigma 0.05 and 0.5" *
          needs(Effort::full)) {
  support::Random random(50);
  test::Rows rows{3, std::vector<float>(2400), std::vector<float>(800)};
  for (std::size_t s = 0; s < 800; ++s) {
    float* x = rows.at(s);
    for (std::uint32_t j = 0; j < 3; ++j) x[j] = support::narrow(random.normal());
    const bool loud = x[1] > 0.0f;
    rows.y[s] = (loud ? 2.0f * x[0] : -1.5f * x[0] + 1.0f) + support::narrow((loud ? 0.5 : 0.05) * random.normal());
  }
  Settings settings = test::make_settings(3, 2);
  settings.shared_sigma = false;
  static Learner learner;
  CHECK(learner.reset(settings) == Status::ok);
  CHECK(learner.push(rows.x, rows.y, 800) == Status::ok);
  Learnt own, shared;
  CHECK(learner.fit(own) == Status::ok);
  // A deviation is known to 1 / sqrt(2 x 600) of itself; four of them.
  CHECK(support::apart(std::max(own.sigma(0), own.sigma(1)), 0.5) <= 0.5 * 4.0 / std::sqrt(800.0));
  CHECK(support::apart(std::min(own.sigma(0), own.sigma(1)), 0.05) <= 0.05 * 4.0 / std::sqrt(800.0) + 0.01);
  settings.shared_sigma = true;
  CHECK(learner.adjust(settings) == Status::ok);
  CHECK(learner.fit(shared) == Status::ok);
  CHECK(shared.sigma(0) == shared.sigma(1));
  CHECK(measure_loglik(learner, own) > measure_loglik(learner, shared));
}

TEST_CASE("a model in use is never replaced by a less likely one, 3 inputs x 3 experts x settings that get worse" *
          needs(Effort::full)) {
  for (std::uint64_t seed = 1; seed <= 2; ++seed) {
    static Learner learner;
    Learnt model;
    support::Random random(60 + seed);
    Report report = learn(support::make_general(random, 3, 3, 0.2), seed, learner, model);
    double last = measure_loglik(learner, model);
    Settings hasty = test::make_settings(3, 3);
    hasty.power_starts = hasty.power_iterations = 1;
    hasty.gate_iterations = 0;
    for (const std::uint32_t passes : {1u, 2u, 0u}) {
      hasty.refine_iterations = passes;
      CHECK(learner.adjust(hasty) == Status::ok);
      CHECK(learner.fit(model, report) == Status::ok);
      CHECK(report.start == Start::in_use);
      const double now = measure_loglik(learner, model);
      // What a model loses when it is read, refined and written again in float.
      CHECK(now >= last - 1e-5);
      CHECK(report.loglik >= report.loglik_tensor);
      CHECK(report.loglik >= report.loglik_gate_first);
      last = now;
    }
  }
}

TEST_CASE("a model in use of fewer experts is not replaced by a less likely one of more, 3 inputs x 2 then 3 experts" *
          needs(Effort::full)) {
  static Learner learner;
  Learnt model;
  support::Random random(65);
  static_cast<void>(learn(support::make_general(random, 2, 3, 0.1), 65, learner, model));
  const double before = measure_loglik(learner, model);
  Settings hasty = test::make_settings(3, 3);
  hasty.refine_iterations = hasty.searches = 0;
  CHECK(learner.adjust(hasty) == Status::ok);
  Report report;
  CHECK(learner.fit(model, report) == Status::ok);
  CHECK(report.start == Start::in_use);
  CHECK(model.experts() == 2);
  CHECK(measure_loglik(learner, model) >= before - 1e-5);
  // With time to refine, three are no worse than two.
  CHECK(learner.adjust(test::make_settings(3, 3)) == Status::ok);
  CHECK(learner.fit(model, report) == Status::ok);
  CHECK(measure_loglik(learner, model) >= before - 1e-5);
}

TEST_CASE("a model from an earlier stream is beaten by the new stream's own" * needs(Effort::full)) {
  static Learner learner;
  Learnt model;
  support::Random random(70);
  static_cast<void>(learn(support::make_general(random, 2, 3, 0.1), 70, learner, model));
  const support::Mixture other = support::make_general(random, 2, 3, 0.1);
  const test::Rows rows = test::draw_rows(other, 800, 71);
  CHECK(learner.reset(test::make_settings(3, 2)) == Status::ok);
  CHECK(learner.push(rows.x, rows.y, 800) == Status::ok);
  CHECK(learner.fit(model) == Status::ok);
  CHECK(support::refine_oracle(read_kept(learner), other).loglik - measure_loglik(learner, model) <= 1e-4);
}

TEST_CASE("labels stay from fit to fit while the stream goes on, 4 inputs x 3 experts" * needs(Effort::full)) {
  for (std::uint64_t seed = 1; seed <= 2; ++seed) {
    support::Random random(80 + seed);
    const support::Mixture truth = support::make_general(random, 3, 4, 0.1);
    const test::Rows rows = test::draw_rows(truth, 3200, seed);
    static Learner learner;
    CHECK(learner.reset(test::make_settings(4, 3)) == Status::ok);
    Learnt model;
    CHECK(test::push_rows(learner.view(), rows, 0, 800) == 0);
    CHECK(learner.fit(model) == Status::ok);
    for (std::size_t s = 800; s < 3200; s += 800) {
      const Learnt before = model;
      CHECK(test::push_rows(learner.view(), rows, s, s + 800) == 0);
      CHECK(learner.fit(model) == Status::ok);
      CHECK(match(before, model) == std::vector<std::uint32_t>{0, 1, 2});
    }
  }
}

TEST_CASE("labels are those of the model handed in, not the canonical ones, 3 inputs x 3 experts" * needs(Effort::some)) {
  static Learner learner;
  Learnt model;
  support::Random random(85);
  static_cast<void>(learn(support::make_general(random, 3, 3, 0.1), 85, learner, model));
  const Learnt canonical = model;
  // Experts 0 and 2 change places; gate rows are held against the last one.
  const core::ModelStore store = model.store();
  const auto swap = [&](std::uint32_t a, std::uint32_t b) { std::swap(store.parameters[a], store.parameters[b]); };
  for (std::uint32_t j = 0; j < 3; ++j) {
    swap(store.shape.slope(0) + j, store.shape.slope(2) + j);
    swap(store.shape.gate_slope(0) + j, store.shape.gate_slope(2) + j);
  }
  swap(store.shape.intercept(0), store.shape.intercept(2));
  swap(store.shape.gate_intercept(0), store.shape.gate_intercept(2));
  for (std::uint32_t i = 0; i < 3; ++i) {
    for (std::uint32_t j = 0; j < 3; ++j) {
      store.parameters[store.shape.gate_slope(i) + j] -= store.parameters[store.shape.gate_slope(2) + j];
    }
    store.parameters[store.shape.gate_intercept(i)] -= store.parameters[store.shape.gate_intercept(2)];
  }
  const Learnt turned = model;
  CHECK(match(canonical, turned) == std::vector<std::uint32_t>{2, 1, 0});
  CHECK(support::apart(measure_loglik(learner, turned), measure_loglik(learner, canonical)) <= 1e-5);
  CHECK(learner.fit(model) == Status::ok);
  CHECK(match(turned, model) == std::vector<std::uint32_t>{0, 1, 2});
}

TEST_CASE("the same moments serve any number of experts: adjust between fits, 1, 2, 3 and back" * needs(Effort::full)) {
  support::Random random(90);
  const test::Rows rows = test::draw_rows(support::make_general(random, 3, 4, 0.1), 800, 90);
  static Learner learner;
  CHECK(learner.reset({}) == Status::ok);
  CHECK(learner.push(rows.x, rows.y, 800) == Status::ok);
  Learnt model;
  double loglik[4] = {};
  for (const std::uint32_t experts : {1u, 2u, 3u, 1u}) {
    CHECK(learner.adjust(test::make_settings(4, experts)) == Status::ok);
    CHECK(learner.fit(model) == Status::ok);
    CHECK(model.experts() == experts);
    const double now = measure_loglik(learner, model);
    if (loglik[experts] != 0.0) CHECK(support::apart(now, loglik[experts]) <= 1e-6);
    loglik[experts] = now;
  }
  CHECK(loglik[2] > loglik[1] + 0.01);
  CHECK(loglik[3] > loglik[2] + 0.01);
}

TEST_CASE("a window shorter than the stream is enough, 3 inputs x 2 experts x 300 of 6000 samples") {
  support::Random random(100);
  const support::Mixture truth = support::make_general(random, 2, 3, 0.1);
  const test::Rows rows = test::draw_rows(truth, 6000, 100);
  static Estimator<3, 2, 300> learner;
  CHECK(learner.push(rows.x, rows.y, 6000) == Status::ok);
  Model<3, 2> model;
  CHECK(learner.fit(model) == Status::ok);
  // Twelve coefficients from 300 samples, and the gate's own error where the experts are far apart.
  const double oracle = support::refine_oracle(read_kept(learner), truth).loglik;
  CHECK(oracle - measure_loglik(learner, model) <= 1e-4);
}

TEST_CASE("two experts and their gate come from the moments alone, 6 inputs x 60000 samples x no window" *
          needs(Effort::full)) {
  support::Random random(110);
  const support::Mixture truth = support::make_unit(random, 2, 6, 0.1);
  static Estimator<6, 2, 0> learner;
  support::Random stream(111);
  test::Rows rows{6, std::vector<float>(6000), std::vector<float>(1000)};
  for (int block = 0; block < 60; ++block) {
    for (std::size_t s = 0; s < 1000; ++s) rows.y[s] = support::draw_sample(truth, stream, rows.at(s));
    CHECK(learner.push(rows.x, rows.y, 1000) == Status::ok);
  }
  Model<6, 2> model, line;
  Report report;
  CHECK(learner.fit(model, report) == Status::ok);
  CHECK(report.start == Start::tensor);
  CHECK_FALSE(report.loglik_known);
  CHECK(learner.adjust(test::make_settings(6, 1)) == Status::ok);
  CHECK(learner.fit(line) == Status::ok);
  CHECK(measure_miss(model, truth) <= 0.1);
  CHECK(measure_miss(model, truth) <= 0.5 * measure_miss(line, truth));
}

TEST_CASE("inputs and target of any size and offset give the same predictions, 4 inputs x 2 experts" * needs(Effort::some)) {
  support::Random random(120);
  const support::Mixture truth = support::make_general(random, 2, 4, 0.2);
  static Learner learner;
  Learnt plain, moved;
  static_cast<void>(learn(truth, 120, learner, plain));
  test::Rows rows = test::draw_rows(truth, 800, 120);
  const test::Rows original = rows;
  const float size[4] = {1e-6f, 1e6f, 1.0f, 1e3f};
  const float shift[4] = {0.0f, 1000.0f, -1000.0f, 1.0f};  // deviations
  for (std::size_t s = 0; s < 800; ++s) {
    for (std::uint32_t j = 0; j < 4; ++j) rows.at(s)[j] = size[j] * (rows.at(s)[j] + shift[j]);
    rows.y[s] = 1e5f * rows.y[s] - 1e7f;
  }
  CHECK(learner.reset(test::make_settings(4, 2)) == Status::ok);
  CHECK(learner.push(rows.x, rows.y, 800) == Status::ok);
  CHECK(learner.fit(moved) == Status::ok);
  double square = 0.0, mean = 0.0;
  for (const float y : original.y) mean += wide(y) / 800.0;
  for (const float y : original.y) square += (wide(y) - mean) * (wide(y) - mean) / 800.0;
  double worst = 0.0;
  for (std::size_t s = 0; s < 800; ++s) {
    Prediction<3> before, after;
    CHECK(plain.predict(original.row(s), before) == Status::ok);
    CHECK(moved.predict(rows.row(s), after) == Status::ok);
    worst = std::fmax(worst, support::apart((wide(after.mean) + 1e7) / 1e5, before.mean));
  }
  CHECK(worst <= 1e-3 * std::sqrt(square));
}

TEST_CASE("N(500, 0.01) is learnt as N(0, 1) is, 1 input x 2 experts" * needs(Effort::some)) {
  test::Rows rows = test::draw_rows(support::make_opposite(1, 0.1), 800, 130);
  const test::Rows original = rows;
  for (std::size_t s = 0; s < 800; ++s) rows.x[s] = 500.0f + 0.01f * rows.x[s];
  // The stream itself is rounded to 3e-5, a third of a hundredth of its deviation: let the plain one have the same grid.
  test::Rows gridded = original;
  for (std::size_t s = 0; s < 800; ++s) gridded.x[s] = support::narrow((wide(rows.x[s]) - 500.0) * 100.0);
  Estimator<1, 2, 800> near, far;
  CHECK(near.push(gridded.x, gridded.y, 800) == Status::ok);
  CHECK(far.push(rows.x, rows.y, 800) == Status::ok);
  Model<1, 2> plain, moved;
  CHECK(near.fit(plain) == Status::ok);
  CHECK(far.fit(moved) == Status::ok);
  double worst = 0.0;
  for (std::size_t s = 0; s < 800; ++s) {
    Prediction<2> before, after;
    CHECK(plain.predict(gridded.row(s), before) == Status::ok);
    CHECK(moved.predict(rows.row(s), after) == Status::ok);
    worst = std::fmax(worst, support::apart(after.mean, before.mean));
  }
  CHECK(worst <= 1e-3 * 0.6);  // deviations of y
}

TEST_CASE("a target N(500, 0.01) is learnt as N(0, 1) is, 2 inputs x 2 experts" * needs(Effort::some)) {
  const test::Rows original = test::draw_rows(support::make_opposite(2, 0.1), 800, 135);
  test::Rows far = original;
  test::Rows gridded = original;  // what is left of the target once it was rounded at 500
  for (std::size_t s = 0; s < 800; ++s) {
    far.y[s] = 500.0f + 0.01f * original.y[s];
    gridded.y[s] = support::narrow((wide(far.y[s]) - 500.0) * 100.0);
  }
  static Learner learner;
  Learnt plain, moved;
  CHECK(learner.reset(test::make_settings(2, 2)) == Status::ok);
  CHECK(learner.push(gridded.x, gridded.y, 800) == Status::ok);
  CHECK(learner.fit(plain) == Status::ok);
  CHECK(learner.reset(test::make_settings(2, 2)) == Status::ok);
  CHECK(learner.push(far.x, far.y, 800) == Status::ok);
  CHECK(learner.fit(moved) == Status::ok);
  double worst = 0.0;
  for (std::uint32_t i = 0; i < 2; ++i) {
    for (std::uint32_t j = 0; j < 2; ++j)
      worst = std::fmax(worst, support::apart(100.0f * moved.slope(i, j), plain.slope(i, j)));
    worst = std::fmax(worst, support::apart(100.0f * moved.sigma(i), plain.sigma(i)));
  }
  for (std::size_t s = 0; s < 800; ++s) {
    Attribution<3> before, after;
    CHECK(plain.attribute(gridded.row(s), gridded.y[s], before) == Status::ok);
    CHECK(moved.attribute(far.row(s), far.y[s], after) == Status::ok);
    worst = std::fmax(worst, 0.01 * support::apart(after.responsibility[0], before.responsibility[0]));
  }
  CHECK(worst <= 1e-3 * 0.6);  // deviations of y
}

TEST_CASE("collinear and constant inputs change no prediction, 2 of 4 inputs" * needs(Effort::some)) {
  const test::Rows rows = test::draw_rows(support::make_opposite(2, 0.1), 800, 140);
  test::Rows more{4, std::vector<float>(3200), rows.y};
  for (std::size_t s = 0; s < 800; ++s) {
    const float* x = rows.row(s).data();
    const float row[4] = {x[0], x[1], x[0] - 3.0f * x[1], 12.0f};
    std::copy(row, row + 4, more.at(s));
  }
  static Learner learner;
  Learnt lean, full;
  CHECK(learner.reset(test::make_settings(2, 2)) == Status::ok);
  CHECK(learner.push(rows.x, rows.y, 800) == Status::ok);
  CHECK(learner.fit(lean) == Status::ok);
  CHECK(learner.reset(test::make_settings(4, 2)) == Status::ok);
  CHECK(learner.push(more.x, more.y, 800) == Status::ok);
  Report report;
  CHECK(learner.fit(full, report) == Status::ok);
  CHECK(report.rank == 2);
  double worst = 0.0;
  for (std::size_t s = 0; s < 800; ++s) {
    Prediction<3> before, after;
    CHECK(lean.predict(rows.row(s), before) == Status::ok);
    CHECK(full.predict(more.row(s), after) == Status::ok);
    worst = std::fmax(worst, support::apart(after.mean, before.mean));
  }
  CHECK(worst <= 2e-3 * 0.6);  // the two climbs end within the tolerance of the same optimum
}

TEST_SUITE_END();
