// SPDX-License-Identifier: MIT
#include "start/single_line.hpp"

#include <doctest/doctest.h>

#include "workspace/stage.hpp"

using namespace motet;
using support::wide;

namespace {

/// Least squares of the white target in double: in white coordinates the slopes are E[t w].
struct Line {
  std::vector<double> slope;
  double variance = 1.0;
};

Line fit_in_double(const test::White& white) {
  const double n = static_cast<double>(white.count);
  Line line{std::vector<double>(white.order), 0.0};
  for (std::uint32_t j = 0; j < white.order; ++j) {
    for (std::size_t t = 0; t < white.count; ++t) line.slope[j] += white.y[t] * white.row(t)[j] / n;
  }
  for (std::size_t t = 0; t < white.count; ++t) {
    double error = white.y[t];
    for (std::uint32_t j = 0; j < white.order; ++j) error -= line.slope[j] * white.row(t)[j];
    line.variance += error * error / n;
  }
  return line;
}

/// y = sum of the inputs + noise.
test::Rows draw_line(std::uint32_t dim, std::size_t count, float noise, std::uint64_t seed) {
  test::Rows rows = test::draw_rows(dim, count, seed);
  for (std::size_t s = 0; s < count; ++s) {
    rows.y[s] *= noise;
    for (std::uint32_t j = 0; j < dim; ++j) rows.y[s] += rows.at(s)[j];
  }
  return rows;
}

}  // namespace

TEST_SUITE_BEGIN("start/single_line");

TEST_CASE("one expert is least squares, as in double, 1 to 5 inputs x 600 samples") {
  for (std::uint32_t dim = 1; dim <= 5; ++dim) {
    test::Stage<5, 2, 600> stage(test::make_settings(dim, 1), draw_line(dim, 600, 0.5f, dim));
    core::solve::start_linear(stage.work);
    const Line line = fit_in_double(stage.read());
    const core::solve::Candidate& c = stage.work.current;
    CHECK(c.experts == 1);
    CHECK(c.weight[0] == 1.0f);
    CHECK(c.expert[0] == 0.0f);
    // Moments of 600 samples: three deviations of their roundings.
    const double bound = 3.0 * std::sqrt(600.0) * support::roundoff * 2.0;
    for (std::uint32_t j = 1; j <= dim; ++j) CHECK(support::apart(c.expert[j], line.slope[j]) <= bound);
    CHECK(support::apart(c.variance[0], line.variance) <= 2.0 * dim * bound);
    for (std::uint32_t j = 0; j < stage.work.row(); ++j) CHECK(c.gate[j] == 0.0f);
  }
}

TEST_CASE("a target without noise has the floor as its noise, 3 inputs") {
  Settings settings = test::make_settings(3, 1);
  settings.sigma_floor = 0.01f;
  test::Stage<3, 1, 8> stage(settings, draw_line(3, 2000, 0.0f, 7));
  core::solve::start_linear(stage.work);
  CHECK(stage.work.current.variance[0] == 0.01f * 0.01f);
}

TEST_CASE("a target that the inputs do not explain has slopes near 0 and variance near 1, 4 inputs x 5000 samples") {
  test::Stage<4, 1, 0> stage({}, test::draw_rows(4, 5000, 8));
  core::solve::start_linear(stage.work);
  // A slope has deviation 1 / sqrt(5000) = 0.014.
  for (std::uint32_t j = 1; j <= 4; ++j) CHECK(std::fabs(wide(stage.work.current.expert[j])) < 0.05);
  CHECK(stage.work.current.variance[0] > 0.99f);
  CHECK(stage.work.current.variance[0] <= 1.0f);
}

TEST_SUITE_END();
