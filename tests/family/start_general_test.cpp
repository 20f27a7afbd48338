// SPDX-License-Identifier: MIT
#include "family/start_general.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "family/stage.hpp"
#include "start/experts_from_tensor.hpp"
#include "support/effort.hpp"

using namespace motet;
using support::Effort;
using support::needs;
using support::wide;

namespace {

const Activation activations[] = {linear(), sigmoid(), hyperbolic_tangent(), rectifier(), leaky_rectifier(0.01f)};

LabelCoefficients measure(const Activation& activation) {
  LabelCoefficients coefficients;
  CHECK(measure_transform(activation, coefficients) == Status::ok);
  return coefficients;
}

/// E[(P - mean P) w_a w_b] over white samples, P the square of y in the user's units.
double second_moment(const core::family::Task& task, const test::White& white, double gamma, std::uint32_t a, std::uint32_t b) {
  double mean = 0.0, sum = 0.0;
  for (int round = 0; round < 2; ++round) {
    for (std::size_t t = 0; t < white.count; ++t) {
      const double y = wide(task.mean) + wide(task.unit) * white.y[t];
      const double label = y * y + gamma * y;
      if (round == 0) mean += label / static_cast<double>(white.count);
      if (round == 1) sum += (label - mean) * white.row(t)[a] * white.row(t)[b] / static_cast<double>(white.count);
    }
  }
  return sum;
}

}  // namespace

TEST_SUITE_BEGIN("family/start_general");

TEST_CASE("the spectrum is that of T2 with the activation's own transform, in the user's units, as in double" *
          needs(Effort::some)) {
  for (const Activation& activation : activations) {
    const LabelCoefficients g = measure(activation);
    test::Family<5, 2, 700> stage(make_mixture(2, activation), test::draw_rows(make_mixture(2, activation), 5, 0.1, 700, 1));
    test::start_from_tensor(stage.task, g);
    const test::White white = stage.read();
    double trace = 0.0, square = 0.0, sum = 0.0, squares = 0.0;
    for (std::uint32_t a = 1; a <= 5; ++a) {
      for (std::uint32_t b = 1; b <= 5; ++b) {
        const double entry = second_moment(stage.task, white, wide(g.gamma), a, b) / wide(g.c2);
        trace += a == b ? entry : 0.0;
        square += entry * entry;
      }
    }
    for (std::uint32_t e = 0; e < 5; ++e) {
      sum += wide(stage.work().found.spectrum[e]);
      squares += wide(stage.work().found.spectrum[e]) * wide(stage.work().found.spectrum[e]);
    }
    CHECK(support::apart(sum, trace) <= 1e-3 * (1.0 + std::fabs(trace)));
    CHECK(support::apart(squares, square) <= 1e-3 * (1.0 + square));
  }
}

TEST_CASE("linear experts start as solve has them, where the noise is known to the data" * needs(Effort::some)) {
  const Form form = make_mixture(3, linear());
  support::Random random(2);
  const support::GeneralMixture truth = support::make_orthonormal(random, form, 4, 0.1);
  test::Family<4, 3, 16> stage(form, test::draw_rows(truth, 30000, 2));
  core::solve::Workspace& work = stage.work();
  test::start_from_tensor(work);
  const std::vector<float> plain(work.current.expert, work.current.expert + 3 * work.row());
  test::start_from_tensor(stage.task, measure(linear()));
  // beta is -3 - 3 sigma^2 here and -3 E[t^2] there: the same but for rounding, as E[y^2] - E[g^2] is sigma^2.
  for (std::uint32_t i = 0; i < 3; ++i) {
    for (std::uint32_t j = 1; j < 5; ++j)
      CHECK(support::apart(plain[i * work.row() + j], work.current.expert[i * work.row() + j]) <= 2e-3);
  }
}

TEST_CASE("experts of every activation come back from the moments alone, 6 inputs x 2 experts x 64000 samples" *
          needs(Effort::full)) {
  for (const Activation& activation : activations) {
    const Form form = make_mixture(2, activation);
    support::Random random(3);
    const support::GeneralMixture truth = support::make_orthonormal(random, form, 6, 0.1);
    test::Family<6, 2, 16> stage(form, test::draw_rows(truth, 64000, 3));
    test::start_from_tensor(stage.task, measure(activation));
    CHECK(stage.work().found.tensor_state == TensorState::ok);
    Model<6, 2> model;
    CHECK(core::solve::write_model(stage.work(), stage.work().current, model.store()));
    double slope[2][6], least = 1e300;
    for (std::uint32_t i = 0; i < 2; ++i) {
      for (std::uint32_t j = 0; j < 6; ++j) slope[i][j] = wide(model.slope(i, j));
      CHECK(std::fabs(support::dot(slope[i], slope[i], 6) - 1.0) <= 0.7);
      CHECK(std::fabs(wide(model.value_at_centre(i))) <= 0.05);
      support::set_norm(slope[i], 6, 1.0);
    }
    for (const std::uint32_t first : {0u, 1u}) {
      double square = 0.0;
      for (std::uint32_t i = 0; i < 2; ++i) {
        for (std::uint32_t j = 0; j < 6; ++j)
          square += std::pow(slope[i == 0 ? first : 1 - first][j] - truth.rows.slope[i][j], 2.0);
      }
      least = std::fmin(least, std::sqrt(square));
    }
    CHECK(least <= 0.2);
  }
}

TEST_CASE("whatever the stream, every number is finite") {
  for (const Activation& activation : activations) {
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
      test::Rows rows = test::draw_rows(5, 60, seed);
      for (float& y : rows.y) y = 100.0f * y + 1000.0f;  // out of any range
      test::Family<5, 4, 60> stage(make_mixture(4, activation), rows);
      test::start_from_tensor(stage.task, measure(activation));
      const core::solve::Workspace& work = stage.work();
      for (std::uint32_t at = 0; at < 4 * work.row(); ++at) CHECK(work.current.expert[at] - work.current.expert[at] == 0.0f);
    }
  }
}

TEST_SUITE_END();
