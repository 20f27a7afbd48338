// SPDX-License-Identifier: MIT
#include "climb/correct_line.hpp"

#include <doctest/doctest.h>

#include "start/single_line.hpp"
#include "workspace/stage.hpp"

using namespace motet;
using support::wide;

namespace {

/// y = the sum of the inputs + noise, of deviation `noise`.
test::Rows draw_line(std::uint32_t dim, std::size_t count, float noise, std::uint64_t seed) {
  test::Rows rows = test::draw_rows(dim, count, seed);
  for (std::size_t s = 0; s < count; ++s) {
    rows.y[s] *= noise;
    for (std::uint32_t j = 0; j < dim; ++j) rows.y[s] += rows.at(s)[j];
  }
  return rows;
}

/// Mean squared residual of the candidate's line on the kept samples, in double.
double measure(const core::solve::Workspace& work, const test::White& white) {
  double sum = 0.0;
  for (std::size_t t = 0; t < white.count; ++t) {
    const double off = white.y[t] - test::follow(work.current.expert, white.row(t), white.order);
    sum += off * off / static_cast<double>(white.count);
  }
  return sum;
}

void correct(core::solve::Workspace& work) {
  core::solve::start_linear(work);
  work.course().climb = {};
  work.course().accepted = work.estimator.state->counters.accepted;
  CHECK(core::solve::correct_line(work));
}

}  // namespace

TEST_SUITE_BEGIN("climb/correct_line");

TEST_CASE("the noise of a line is that of its residuals, 1 to 4 inputs x 2000 samples, signal to noise up to 8000") {
  for (std::uint32_t dim = 1; dim <= 4; ++dim) {
    for (const float noise : {0.5f, 0.01f, 0.001f, 2.5e-4f}) {
      Settings settings = test::make_settings(dim, 1);
      settings.sigma_floor = 1e-4f;
      test::Stage<4, 1, 1000> stage(settings, draw_line(dim, 2000, noise, dim));
      correct(stage.work);
      const double variance = measure(stage.work, stage.read());
      const double loglik =
          -0.5 * (std::log(wide(stage.work.current.variance[0])) + variance / wide(stage.work.current.variance[0])) -
          0.918938533204673;
      CHECK(support::apart(stage.work.current.loglik, loglik) <= 2e-5 * std::fabs(loglik) + 2e-5);
      // The moments hold twice the samples of the window: a deviation of the difference is 1 / sqrt(1000) of the variance.
      CHECK(support::apart(stage.work.current.variance[0], variance) <= (noise > 0.1f ? 0.1 : 1e-3) * variance);
    }
  }
}

TEST_CASE("a line over a window that keeps the whole stream is least squares to rounding, 3 inputs x 400 samples") {
  Settings settings = test::make_settings(3, 1);
  settings.sigma_floor = 1e-4f;
  test::Stage<3, 1, 400> stage(settings, draw_line(3, 400, 1e-3f, 5));
  correct(stage.work);
  const test::White white = stage.read();
  // The residuals of least squares have no moment along any coordinate.
  for (std::uint32_t j = 0; j < white.order; ++j) {
    double moment = 0.0;
    for (std::size_t t = 0; t < white.count; ++t) {
      const double off = white.y[t] - test::follow(stage.work.current.expert, white.row(t), white.order);
      moment += off * white.row(t)[j] / static_cast<double>(white.count);
    }
    CHECK(std::fabs(moment) <= 1e-7);
  }
}

TEST_CASE("a line that has lost its digits is corrected, and one that has not is left as the moments have it, 2 inputs") {
  test::Stage<2, 1, 300> stage(test::make_settings(2, 1), draw_line(2, 5000, 0.003f, 9));
  core::solve::start_linear(stage.work);
  const float slope = stage.work.current.expert[1];
  correct(stage.work);
  CHECK(stage.work.current.expert[1] == slope);
  stage.work.current.expert[1] = slope + 0.5f;
  stage.work.course().climb = {};
  CHECK(core::solve::correct_line(stage.work));
  // Of 300 samples with this noise a slope has an error of 1e-4 deviations.
  CHECK(support::apart(stage.work.current.expert[1], wide(slope)) <= 1e-3);
}

TEST_CASE("a target without noise has the floor as its noise, 3 inputs") {
  Settings settings = test::make_settings(3, 1);
  settings.sigma_floor = 0.01f;
  test::Stage<3, 1, 64> stage(settings, draw_line(3, 500, 0.0f, 7));
  correct(stage.work);
  CHECK(stage.work.current.variance[0] == 0.01f * 0.01f);
}

TEST_CASE("any slices lead to the same bits, 3 inputs x 100 kept") {
  test::Stage<3, 1, 100> whole(test::make_settings(3, 1), draw_line(3, 500, 0.01f, 3));
  test::Stage<3, 1, 100> sliced(test::make_settings(3, 1), draw_line(3, 500, 0.01f, 3));
  correct(whole.work);
  core::solve::start_linear(sliced.work);
  sliced.work.course().climb = {};
  sliced.work.course().accepted = 500;
  do {
    sliced.work.budget = 17;
  } while (!core::solve::correct_line(sliced.work));
  CHECK(sliced.work.current.loglik == whole.work.current.loglik);
  CHECK(sliced.work.current.variance[0] == whole.work.current.variance[0]);
  for (std::uint32_t j = 0; j < 4; ++j) CHECK(sliced.work.current.expert[j] == whole.work.current.expert[j]);
}

TEST_SUITE_END();
