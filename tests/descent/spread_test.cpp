// SPDX-License-Identifier: MIT
#include "descent/spread.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "descent/rig.hpp"

using namespace motet;
using support::wide;

namespace {

/// Streams rows of (x, y) through the stage.
void add_rows(test::Rig& rig, const std::vector<float>& rows) {
  const std::uint32_t dim = rig.state.settings.dim;
  for (std::size_t at = 0; at < rows.size(); at += dim + 1) {
    core::descent::measure(rig.view(), &rows[at], rows[at + dim]);
    ++rig.state.count;
    core::descent::add_to_spread(rig.view());
  }
}

/// Mean of a column in double, user's units.
double mean_of(const std::vector<float>& rows, std::uint32_t columns, std::uint32_t c) {
  double sum = 0.0;
  for (std::size_t at = c; at < rows.size(); at += columns) sum += wide(rows[at]);
  return sum / (static_cast<double>(rows.size()) / columns);
}

double covariance_of(const std::vector<float>& rows, std::uint32_t columns, std::uint32_t i, std::uint32_t j) {
  const double a = mean_of(rows, columns, i), b = mean_of(rows, columns, j);
  double sum = 0.0;
  for (std::size_t at = 0; at < rows.size(); at += columns) sum += (wide(rows[at + i]) - a) * (wide(rows[at + j]) - b);
  return sum / (static_cast<double>(rows.size()) / columns);
}

/// Largest error of mean and covariance, in deviations.
double measure_error(test::Rig& rig, const std::vector<float>& rows) {
  const core::DescentView d = rig.view();
  const std::uint32_t columns = rig.state.settings.dim + 1;
  double worst = 0.0;
  for (std::uint32_t j = 0; j < columns; ++j) {
    const double unit_j = wide(core::descent::scale(d)[j]), spread_j = std::sqrt(covariance_of(rows, columns, j, j));
    const double mean = wide(core::descent::shift(d)[j]) + wide(core::descent::mean(d)[j]) / unit_j;
    worst = std::fmax(worst, std::fabs(mean - mean_of(rows, columns, j)) / spread_j);
    for (std::uint32_t i = 0; i <= j; ++i) {
      const double unit_i = wide(core::descent::scale(d)[i]), spread_i = std::sqrt(covariance_of(rows, columns, i, i));
      const double mine = wide(core::descent::second(d)[core::pair_index(i, j)]) /
                          (wide(static_cast<float>(rig.state.count)) * unit_i * unit_j);
      worst = std::fmax(worst, std::fabs(mine - covariance_of(rows, columns, i, j)) / (spread_i * spread_j));
    }
  }
  return worst;
}

/// Correlated columns about `centre`, of deviations `spread` and 100 `spread` in turn.
std::vector<float> draw_rows(std::uint32_t columns, std::size_t count, double centre, double spread, std::uint64_t seed) {
  support::Random random(seed);
  std::vector<float> rows;
  for (std::size_t n = 0; n < count; ++n) {
    const double common = random.normal();
    for (std::uint32_t j = 0; j < columns; ++j) {
      rows.push_back(support::narrow(centre + (j % 2 == 0 ? 1.0 : 100.0) * spread * (0.5 * common + random.normal())));
    }
  }
  return rows;
}

}  // namespace

TEST_SUITE_BEGIN("descent/spread");

TEST_CASE("mean and covariance are those in double, awkward extents") {
  for (const test::Extents& e : test::extents) {
    CAPTURE(e.dim);
    test::Rig rig(e.dim_bound, e.experts_bound, test::make_descent_settings(e.dim, e.experts));
    const std::vector<float> rows = draw_rows(e.dim + 1, 500, 3.0, 1.0, e.dim);
    add_rows(rig, rows);
    CHECK(measure_error(rig, rows) < 1e-5);
    CHECK(rig.intact());
  }
}

TEST_CASE("they keep their digits far from the origin and in tiny and huge units, 3 inputs") {
  struct Case {
    double centre, spread;
  };
  for (const Case& c : {Case{500.0, 0.01}, Case{1e6, 1.0}, Case{0.0, 1e-12}, Case{0.0, 1e12}, Case{-1e-6, 1e-9}}) {
    CAPTURE(c.centre);
    test::Rig rig(3, 2);
    const std::vector<float> rows = draw_rows(4, 2000, c.centre, c.spread, 5);
    add_rows(rig, rows);
    CHECK(measure_error(rig, rows) < 1e-5);
  }
}

TEST_CASE("a value that is far out widens the unit, and what came before with it, 2 inputs") {
  test::Rig rig(2, 2);
  std::vector<float> rows = draw_rows(3, 300, 0.0, 1.0, 7);
  rows[3 * 100] = 4e6f;
  rows[3 * 200 + 2] = -5e9f;
  add_rows(rig, rows);
  CHECK(measure_error(rig, rows) < 1e-5);
}

TEST_CASE("a column that has not varied has no unit yet; it gets one when it does, 2 inputs") {
  test::Rig rig(2, 2);
  std::vector<float> rows = draw_rows(3, 200, 1.0, 1.0, 8);
  for (std::size_t n = 0; n < 200; ++n) rows[3 * n + 1] = 7.0f;
  add_rows(rig, rows);
  CHECK(core::descent::scale(rig.view())[1] == 0.0f);
  CHECK(core::descent::second(rig.view())[core::pair_index(1, 1)] == 0.0f);
  std::vector<float> later = draw_rows(3, 100, 1.0, 1.0, 9);
  add_rows(rig, later);
  rows.insert(rows.end(), later.begin(), later.end());
  CHECK(measure_error(rig, rows) < 1e-5);
}

TEST_CASE("the largest values of the range overflow nowhere, 2 inputs") {
  DescentSettings settings = test::make_descent_settings(2, 2);
  settings.range = 1e30f;
  test::Rig rig(2, 2, settings);
  add_rows(rig, {0.0f, 0.0f, 0.0f, 1e-30f, 1e30f, -1e-30f, 1e30f, -1e30f, 1e30f, -1e30f, 1e-30f, -1e30f});
  for (std::uint32_t at = 0; at < core::pair_count(3); ++at) CHECK(std::isfinite(core::descent::second(rig.view())[at]));
  const float x[2] = {-1e30f, 1e30f};
  core::descent::measure_within(rig.view(), x, 1e30f);
  for (std::uint32_t j = 0; j < 3; ++j) CHECK(std::fabs(core::descent::sample(rig.view())[j]) <= 1e6f);
}

TEST_SUITE_END();
