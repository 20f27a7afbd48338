// SPDX-License-Identifier: MIT
#include "start/transform.hpp"

#include <doctest/doctest.h>

#include "workspace/stage.hpp"

using namespace motet;
using core::solve::LabelTransform;
using support::wide;

namespace {

using Learnt = test::Stage<4, 2, 700>;

/// Rows whose target is neither centred nor of unit size.
test::Rows draw_skewed(std::uint64_t seed) {
  test::Rows rows = test::draw_rows(4, 700, seed);
  for (std::size_t s = 0; s < rows.count(); ++s) {
    const float* x = rows.at(s);
    rows.y[s] = 20.0f + 3.0f * x[0] - 5.0f * x[2] + 2.5f * rows.y[s] * rows.y[s];
  }
  return rows;
}

/// n sum_p weight_p y^p, y in the frame.
double evaluate(const core::solve::Workspace& work, const LabelTransform& transform, double y) {
  double sum = 0.0;
  for (int p = 3; p >= 0; --p) sum = sum * y + wide(work.white.samples) * wide(transform.weight[p]);
  return sum;
}

/// Checks n sum_p weight_p y^p against the polynomial in t = (y - mean) / deviation.
template <class Polynomial>
void check_polynomial(const core::solve::Workspace& work, const LabelTransform& transform, Polynomial polynomial) {
  const double n = wide(work.white.samples);
  support::Worst worst;
  for (double y = -4.0; y <= 4.0; y += 0.37) {
    double size = 0.0;
    for (int p = 3; p >= 0; --p) size = size * std::fabs(y) + std::fabs(n * wide(transform.weight[p]));
    const double t = (y - wide(work.white.target_mean)) / wide(work.white.target_deviation);
    worst.add(support::apart(evaluate(work, transform, y), polynomial(t)), 16.0 * support::roundoff * (size + 8.0));
  }
  CHECK(worst.ratio <= 1.0);
}

/// sum_p weight_p M_p(0,0,0): the mean of the transform over the stream.
double mean_of(const core::solve::Workspace& work, const LabelTransform& transform) {
  double mean = 0.0;
  for (std::uint32_t p = 0; p < 4; ++p)
    mean += wide(transform.weight[p]) * wide(core::tensor::moment(work.levels(), p, 0, 0, 0));
  return mean;
}

/// Three deviations of n roundings at random, of terms of size up to E|t|^3 and its like.
double mean_bound(double n) { return 3.0 * std::sqrt(n) * support::roundoff * 8.0; }

}  // namespace

TEST_SUITE_BEGIN("start/transform");

TEST_CASE("each transform is its polynomial in the standardised target") {
  const Learnt stage({}, draw_skewed(1));
  const core::solve::Workspace& work = stage.work;
  const test::White white = stage.read();
  double third = 0.0;
  for (const double t : white.y) third += t * t * t / static_cast<double>(white.count);
  CHECK(std::fabs(third) > 0.05);
  check_polynomial(work, core::solve::standardise_label(work.white), [](double t) { return t; });
  check_polynomial(work, core::solve::square_label(work.white), [](double t) { return t * t - 1.0; });
  // The third moment comes from the stream, with its own roundings: it is minus the value at t = 0.
  const LabelTransform cube = core::solve::cube_label(work);
  const double found = -evaluate(work, cube, wide(work.white.target_mean));
  CHECK(support::apart(found, third) <= mean_bound(700.0));
  check_polynomial(work, cube, [&](double t) { return t * t * t - 3.0 * t - found; });
}

TEST_CASE("square and cube have mean 0 over the stream, and so has the target itself") {
  for (std::uint64_t seed = 1; seed < 6; ++seed) {
    const Learnt stage({}, draw_skewed(seed));
    CHECK(std::fabs(mean_of(stage.work, core::solve::standardise_label(stage.work.white))) <= mean_bound(700.0));
    CHECK(std::fabs(mean_of(stage.work, core::solve::square_label(stage.work.white))) <= mean_bound(700.0));
    CHECK(std::fabs(mean_of(stage.work, core::solve::cube_label(stage.work))) <= mean_bound(700.0));
  }
}

TEST_CASE("the weights are those of a sum over samples, taken directly in double, 700 samples") {
  const Learnt stage({}, draw_skewed(7));
  const core::solve::Workspace& work = stage.work;
  const test::White white = stage.read();
  const LabelTransform cube = core::solve::cube_label(work);
  const double deviation = wide(work.white.target_deviation);
  // sum_p weight_p sum_t y^p z_j, with the powers of y from the white samples, against the mean of P3(t) z_j.
  double third = 0.0;
  for (const double t : white.y) third += t * t * t / 700.0;
  float z[8];
  for (std::uint32_t j = 1; j <= 4; ++j) {
    double direct = 0.0, weighed = 0.0, size = 0.0;
    for (std::uint32_t s = 0; s < 700; ++s) {
      static_cast<void>(core::solve::read_frame(work, s, z));
      const double t = white.y[s];
      direct += (t * t * t - 3.0 * t - third) * wide(z[j]) / 700.0;
      size += (std::fabs(t * t * t) + 3.0 * std::fabs(t) + std::fabs(third)) * std::fabs(wide(z[j])) / 700.0;
    }
    for (std::uint32_t p = 0; p < 4; ++p)
      weighed += wide(cube.weight[p]) * wide(core::tensor::moment(work.levels(), p, 0, 0, j));
    const double far = 1.0 + std::fabs(wide(work.white.target_mean)) / deviation;
    CHECK(support::apart(weighed, direct) <= 3.0 * std::sqrt(700.0) * support::roundoff * size * far * far * far);
  }
}

TEST_CASE("fit_linear is E[t w] of the white samples, 4 inputs") {
  const Learnt stage({}, draw_skewed(8));
  const test::White white = stage.read();
  float slope[4];
  core::solve::fit_linear(stage.work, slope);
  for (std::uint32_t e = 0; e < 4; ++e) {
    double sum = 0.0;
    for (std::size_t s = 0; s < white.count; ++s) sum += white.y[s] * white.row(s)[1 + e] / 700.0;
    CHECK(support::apart(slope[e], sum) <= mean_bound(700.0));
  }
}

TEST_CASE("fit_linear writes rank slopes and nothing beyond, 3 of 4 inputs vary") {
  test::Rows rows = draw_skewed(9);
  for (std::size_t s = 0; s < rows.count(); ++s) rows.at(s)[3] = 1.0f;
  const Learnt stage({}, rows);
  support::Fenced slope(3);
  core::solve::fit_linear(stage.work, slope.data());
  CHECK(slope.intact());
}

TEST_SUITE_END();
