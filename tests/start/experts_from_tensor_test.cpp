// SPDX-License-Identifier: MIT
#include "start/experts_from_tensor.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "support/dense.hpp"
#include "support/effort.hpp"
#include "workspace/stage.hpp"

using namespace motet;
using support::Effort;
using support::needs;
using support::wide;

namespace {

using Learnt = test::Stage<6, 4, 16>;
using Stage3 = test::Stage<3, 3, 3000>;

/// A stage that has seen `count` samples, a thousand at a time.
struct Long {
  Estimator<6, 4, 16> learner;
  core::solve::Workspace work;

  Long(const support::Mixture& truth, std::size_t count, std::uint64_t seed)
      : learner(test::make_settings(truth.dim, truth.experts)) {
    support::Random random(seed);
    test::Rows rows{truth.dim, std::vector<float>(1000 * truth.dim), std::vector<float>(1000)};
    for (std::size_t s = 0; s < count; s += 1000) {
      for (std::size_t t = 0; t < 1000; ++t) rows.y[t] = support::draw_sample(truth, random, rows.at(t));
      CHECK(learner.push(rows.x, rows.y, 1000) == Status::ok);
    }
    work = core::solve::lay_out(learner.view());
    CHECK(core::solve::whiten(work) == Status::ok);
    test::start_from_tensor(work);
  }
  Long(const Long&) = delete;
  Long& operator=(const Long&) = delete;
};

/// Least |A - A*| over the orders of the experts, their norms taken as known: 1.
double measure_error(const core::solve::Workspace& work, const support::Mixture& truth) {
  Model<6, 4> model;
  CHECK(core::solve::write_model(work, work.current, model.store()));
  double slope[4][max_cubic_dim];
  for (std::uint32_t i = 0; i < truth.experts; ++i) {
    for (std::uint32_t j = 0; j < truth.dim; ++j) slope[i][j] = wide(model.slope(i, j));
    support::set_norm(slope[i], truth.dim, 1.0);
  }
  std::vector<std::uint32_t> place(truth.experts);
  for (std::uint32_t i = 0; i < truth.experts; ++i) place[i] = i;
  double least = 1e300;
  do {
    double square = 0.0;
    for (std::uint32_t i = 0; i < truth.experts; ++i) {
      for (std::uint32_t j = 0; j < truth.dim; ++j) {
        const double off = slope[place[i]][j] - truth.slope[i][j];
        square += off * off;
      }
    }
    least = std::fmin(least, std::sqrt(square));
  } while (std::next_permutation(place.begin(), place.end()));
  return least;
}

/// Entry (a, b) of E[(t^2 - 1) w w'] / 2 in double.
double second_moment(const test::White& white, std::uint32_t a, std::uint32_t b) {
  double sum = 0.0;
  for (std::size_t t = 0; t < white.count; ++t) sum += (white.y[t] * white.y[t] - 1.0) * white.row(t)[a] * white.row(t)[b];
  return 0.5 * sum / static_cast<double>(white.count);
}

}  // namespace

TEST_SUITE_BEGIN("start/experts_from_tensor");

TEST_CASE("the spectrum is that of T2: its trace and its squares, as in double, 5 inputs x 2 experts") {
  support::Random random(1);
  test::Stage<5, 2, 700> stage({}, test::draw_rows(support::make_unit(random, 2, 5, 0.3), 700, 1));
  test::start_from_tensor(stage.work);
  const test::White white = stage.read();
  double trace = 0.0, square = 0.0;
  for (std::uint32_t a = 1; a <= 5; ++a) {
    trace += second_moment(white, a, a);
    for (std::uint32_t b = 1; b <= 5; ++b) square += second_moment(white, a, b) * second_moment(white, a, b);
  }
  double sum = 0.0, squares = 0.0;
  for (std::uint32_t e = 0; e < 5; ++e) {
    sum += wide(stage.work.found.spectrum[e]);
    squares += wide(stage.work.found.spectrum[e]) * wide(stage.work.found.spectrum[e]);
    if (e > 0) CHECK(stage.work.found.spectrum[e] <= stage.work.found.spectrum[e - 1]);
  }
  // Moments of order four over 700 samples, their roundings at random, five of them in the trace.
  const double bound = 3.0 * std::sqrt(700.0) * support::roundoff * 20.0;
  CHECK(support::apart(sum, trace) <= 5.0 * bound);
  CHECK(support::apart(squares, square) <= 10.0 * bound * std::sqrt(square));
  CHECK(support::apart(stage.work.found.spectrum_noise, std::sqrt(2.0 * 5.0 / 700.0)) <= 1e-6);
}

TEST_CASE("the first expert is a fixed point of the whitened third moment, as in double, 3 inputs x 3 experts") {
  for (std::uint64_t seed = 1; seed <= 4; ++seed) {
    support::Random random(seed);
    // Shares and lengths of their own, so that E[P3 w] is not 0.
    support::Mixture truth{.dim = 3, .experts = 3, .sigma = 0.1};
    for (std::uint32_t i = 0; i < 3; ++i) {
      truth.slope[i][i] = 0.8 + 0.3 * i;
      support::draw_direction(random, truth.gate_slope[i], 3, 0.7);
      truth.gate_intercept[i] = 0.3 * (1.0 - i);
    }
    Stage3 stage({}, test::draw_rows(truth, 3000, seed));
    test::start_from_tensor(stage.work);
    CHECK(stage.work.found.spectrum[2] > 0.03f * stage.work.found.spectrum[0]);  // below, a floor takes the place of the noise
    CHECK(stage.work.found.tensor_state == TensorState::ok);
    const test::White white = stage.read();
    const float* slope = row_of(stage.work, stage.work.current.expert, 0) + 1;
    // x = T2^-1 a;  T3(x, x, .) = lambda^2 a,  T3 = E[P3 (www - three placements of w with I)] / 6
    support::Symmetric second(3);
    std::vector<double> a(3);
    for (std::uint32_t i = 0; i < 3; ++i) {
      a[i] = wide(slope[i]);
      for (std::uint32_t j = 0; j < 3; ++j) second(i, j) = second_moment(white, 1 + i, 1 + j);
    }
    const std::vector<double> x = support::solve_definite(second, a, 0.0);
    double third = 0.0, length = 0.0, image[3] = {};
    for (const double t : white.y) third += t * t * t / 3000.0;
    for (const double each : x) length += each * each;
    for (std::size_t t = 0; t < white.count; ++t) {
      const double* w = white.row(t) + 1;
      const double along = support::dot(w, x.data(), 3);
      const double cubic = (white.y[t] * white.y[t] * white.y[t] - 3.0 * white.y[t] - third) / 6.0 / 3000.0;
      for (std::uint32_t i = 0; i < 3; ++i) image[i] += cubic * (along * along * w[i] - 2.0 * along * x[i] - length * w[i]);
    }
    const double product = support::dot(image, a.data(), 3);
    const double lengths = support::dot(image, image, 3) * support::dot(a.data(), a.data(), 3);
    CHECK(1.0 - product / std::sqrt(lengths) <= 1e-6);
    const double ratio = std::sqrt(support::dot(image, image, 3) / support::dot(a.data(), a.data(), 3));
    CHECK(support::apart(wide(stage.work.current.weight[0]) * ratio, 1.0) <= 1e-3);
  }
}

TEST_CASE("intercepts and gate are zero, variances at the annealing start, weights positive, 4 inputs x 3 experts") {
  support::Random random(2);
  Settings settings = test::make_settings(4, 3);
  settings.sigma_start = 0.8f;
  Learnt stage(settings, test::draw_rows(support::make_unit(random, 3, 4, 0.2), 3000, 2));
  core::solve::Workspace& work = stage.work;
  test::start_from_tensor(work);
  CHECK(work.current.experts == 3);
  for (std::uint32_t i = 0; i < 3; ++i) {
    CHECK(row_of(work, work.current.expert, i)[0] == 0.0f);
    CHECK(work.current.variance[i] == 0.8f * 0.8f);
    CHECK(work.current.weight[i] > 0.0f);
    CHECK(work.current.weight[i] <= 1.0f);
    for (std::uint32_t j = 0; j < work.row(); ++j) CHECK(row_of(work, work.current.gate, i)[j] == 0.0f);
    for (std::uint32_t j = work.white_order(); j < work.row(); ++j) CHECK(row_of(work, work.current.expert, i)[j] == 0.0f);
  }
}

TEST_CASE("opposite and parallel experts, and more experts than inputs, are short of rank" * needs(Effort::some)) {
  Long opposite(support::make_opposite(4, 0.1), 4000, 3);
  CHECK(opposite.work.found.tensor_state == TensorState::short_of_rank);
  support::Random random(3);
  Long parallel(support::make_parallel(random, 4, 0.1), 4000, 4);
  CHECK(parallel.work.found.tensor_state == TensorState::short_of_rank);
  Long many(support::make_unit(random, 3, 2, 0.1), 4000, 5);
  CHECK(many.work.found.tensor_state == TensorState::short_of_rank);
}

TEST_CASE("noise that shrinks where an input grows shows as a negative eigenvalue, and is said" * needs(Effort::some)) {
  support::Random random(8);
  test::Rows rows = test::draw_rows(support::make_unit(random, 2, 6, 0.1), 8000, 8);
  for (std::size_t s = 0; s < rows.count(); ++s) {
    const float* x = rows.at(s);
    rows.y[s] += support::narrow(2.0 * random.normal()) / (1.0f + x[5] * x[5]);
  }
  Learnt stage(test::make_settings(6, 2), rows);
  test::start_from_tensor(stage.work);
  CHECK(stage.work.found.spectrum[5] < -2.0f * stage.work.found.spectrum_noise);
  CHECK(stage.work.found.spectrum[1] > stage.work.found.spectrum_noise);
  CHECK(stage.work.found.tensor_state == TensorState::negative);
}

TEST_CASE("a power iteration that meets its ceiling says so" * needs(Effort::some)) {
  support::Random random(6);
  Settings settings = test::make_settings(6, 4);
  settings.power_starts = 1;
  settings.power_iterations = 1;
  Learnt stage(settings, test::draw_rows(support::make_orthonormal(random, 4, 6, 0.1), 30000, 6));
  test::start_from_tensor(stage.work);
  CHECK(stage.work.found.tensor_state == TensorState::unconverged);
  for (std::uint32_t i = 0; i < 4; ++i) CHECK(stage.work.found.passes[i] <= 1.0f);
}

TEST_CASE("no slope is longer than an expert's can be, and every number is finite, whatever the stream" * needs(Effort::some)) {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    test::Rows rows = test::draw_rows(5, 60, seed);  // no structure, few samples: noise is whitened
    for (std::size_t s = 0; s < 60; ++s) rows.at(s)[0] = rows.at(s)[0] * rows.at(s)[0] * rows.at(s)[0];
    Learnt stage(test::make_settings(5, 4), rows);
    test::start_from_tensor(stage.work);
    for (std::uint32_t i = 0; i < 4; ++i) {
      double square = 0.0;
      for (std::uint32_t j = 1; j <= 5; ++j) square += std::pow(wide(row_of(stage.work, stage.work.current.expert, i)[j]), 2.0);
      CHECK(std::sqrt(square) <= 3.0 * (1.0 + 10.0 * support::roundoff));
    }
  }
}

TEST_CASE("the start writes nowhere but in its regions, 5 of 6 inputs x 4 experts") {
  support::Random random(7);
  Learnt stage(test::make_settings(5, 4), test::draw_rows(support::make_unit(random, 4, 5, 0.3), 500, 7));
  const core::EstimatorView e = stage.work.estimator;
  const support::Snapshot moments(e.block, e.plan->sample * sizeof(float));
  const support::Snapshot frame(e.block + e.plan->frame, (e.plan->solve - e.plan->frame) * sizeof(float));
  const support::Snapshot reservoir(e.block + e.plan->reservoir, (e.plan->floats - e.plan->reservoir) * sizeof(float));
  test::start_from_tensor(stage.work);
  CHECK(moments.unchanged());
  CHECK(frame.unchanged());
  CHECK(reservoir.unchanged());
}

TEST_CASE("orthonormal experts come back from the moments alone, 6 inputs x 2 and 3 experts x 32000 samples" *
          needs(Effort::full)) {
  // Measured for the method: a median of C sqrt(d / n), C = 3.6 and 6.8; the middle of three seeds within 1.5 times that.
  const double constant[2] = {3.6, 6.8};
  for (std::uint32_t experts = 2; experts <= 3; ++experts) {
    std::vector<double> errors;
    for (std::uint64_t seed = 1; seed <= 3; ++seed) {
      support::Random random(100 * experts + seed);
      const support::Mixture truth = support::make_orthonormal(random, experts, 6, 0.1);
      Long learnt(truth, 32000, seed);
      CHECK(learnt.work.found.tensor_state == TensorState::ok);
      for (std::uint32_t i = 0; i < experts; ++i) {
        CHECK(learnt.work.found.residual[i] < 1e-4f);
        // Weights of a half or a third each, to the noise.
        CHECK(support::apart(learnt.work.current.weight[i], 1.0 / experts) < 0.15);
      }
      errors.push_back(measure_error(learnt.work, truth));
    }
    std::sort(errors.begin(), errors.end());
    CHECK(errors[1] <= 1.5 * constant[experts - 2] * std::sqrt(6.0 / 32000.0));
  }
}

TEST_SUITE_END();
