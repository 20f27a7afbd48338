// SPDX-License-Identifier: MIT
#include "descent/descend_experts.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "descent/quartic.hpp"
#include "descent/rig.hpp"

using namespace motet;
using support::wide;

namespace {

/// Experts, a metric and an image drawn at random.
void draw_space(test::Rig& rig, std::uint32_t order, support::Random& random) {
  const core::DescentView d = rig.view();
  rig.state.order = order;
  core::descent::start_experts(d);
  test::draw_row(random, order, core::descent::image(d));
  for (std::uint32_t a = 0; a < order; ++a) core::descent::value(d)[a] = support::narrow(0.2 + random.uniform());
  for (std::uint32_t i = 0; i < rig.state.settings.experts; ++i) test::draw_row(random, order, core::descent::vector(d, i));
}

/// The vectors, or their averages, in double.
std::vector<double> read_rows(float* (*row)(const core::DescentView&, std::uint32_t), test::Rig& rig) {
  std::vector<double> rows;
  for (std::uint32_t i = 0; i < rig.state.settings.experts; ++i) {
    for (std::uint32_t a = 0; a < rig.state.order; ++a) rows.push_back(wide(row(rig.view(), i)[a]));
  }
  return rows;
}

/// The gradient by expert `i` in double, with the norms' term, from contractions with the metric.
std::vector<double> find_gradient(test::Rig& rig, const std::vector<double>& rows, std::uint32_t i, double t) {
  const std::uint32_t order = rig.state.order, experts = rig.state.settings.experts;
  std::vector<double> p(experts), gram(experts * experts), pull(experts), gradient(order);
  double norm = 0.0;
  for (std::uint32_t a = 0; a < order; ++a) {
    const double x = wide(core::descent::image(rig.view())[a]), l = wide(core::descent::value(rig.view())[a]);
    norm += rows[i * order + a] * rows[i * order + a];
    for (std::uint32_t j = 0; j < experts; ++j) {
      p[j] += rows[j * order + a] * x;
      for (std::uint32_t h = 0; h < experts; ++h) gram[j * experts + h] += rows[j * order + a] * rows[h * order + a] / l;
    }
  }
  const double label = (rig.state.settings.project ? 1.0 / experts : experts) / 24.0 * (t * t * t * t - 6.0 * t * t + 3.0);
  const double input = core::descent::differentiate(experts, i, label, 0.5, p.data(), gram.data(), pull.data());
  for (std::uint32_t a = 0; a < order; ++a) {
    gradient[a] = input * wide(core::descent::image(rig.view())[a]) + 12.0 * (norm - 1.0) * rows[i * order + a];
    for (std::uint32_t j = 0; j < experts; ++j) {
      gradient[a] += pull[j] * rows[j * order + a] / wide(core::descent::value(rig.view())[a]);
    }
  }
  return gradient;
}

double norm_of(const std::vector<double>& vector) {
  double sum = 0.0;
  for (const double entry : vector) sum += entry * entry;
  return std::sqrt(sum);
}

}  // namespace

TEST_SUITE_BEGIN("descent/descend_experts");

TEST_CASE("a step goes down the clipped gradient, as in double, awkward extents") {
  support::Random random(1);
  for (const test::Extents& e : test::extents) {
    for (const bool project : {true, false}) {
      CAPTURE(e.dim);
      DescentSettings settings = test::make_descent_settings(e.dim, e.experts);
      settings.project = project;
      test::Rig rig(e.dim_bound, e.experts_bound, settings);
      const std::uint32_t order = project ? e.experts : e.dim;
      if (e.experts > e.dim || order > e.dim) continue;
      draw_space(rig, order, random);
      const std::vector<double> before = read_rows(core::descent::vector, rig);
      const float t = support::narrow(random.normal());
      rig.state.count = 3000;
      core::descent::descend(rig.view(), t);
      const std::vector<double> after = read_rows(core::descent::vector, rig);
      const std::vector<double> average = read_rows(core::descent::average, rig);
      double worst = 0.0;
      for (std::uint32_t i = 0; i < e.experts; ++i) {
        const std::vector<double> gradient = find_gradient(rig, before, i, wide(t));
        const double clip = norm_of(gradient) > 5.0 ? 5.0 / norm_of(gradient) : 1.0;
        for (std::uint32_t a = 0; a < order; ++a) {
          const std::size_t at = i * order + a;
          const double exact = before[at] - wide(settings.step) * std::pow(4.0, -0.75) * clip * gradient[a];
          worst = std::fmax(worst, std::fabs(after[at] - exact));
          worst = std::fmax(worst, std::fabs(average[at] - 4.0 / 3003.0 * after[at]));  // which began at 0
        }
      }
      CHECK(worst < 1e-5);
      CHECK(rig.intact());
    }
  }
}

TEST_CASE("a sample of any size within 8 deviations keeps the experts bounded for ever, 4 experts") {
  test::Rig rig(4, 4);
  support::Random random(2);
  draw_space(rig, 4, random);
  for (std::uint32_t a = 0; a < 4; ++a) core::descent::value(rig.view())[a] = 1e-4f;
  for (int n = 0; n < 20000; ++n) {
    rig.state.count = 1;  // the largest step
    for (std::uint32_t a = 0; a < 4; ++a) core::descent::image(rig.view())[a] = random.uniform() < 0.5 ? 800.0f : -800.0f;
    core::descent::descend(rig.view(), random.uniform() < 0.5 ? 8.0f : 1.5f);
  }
  for (const double entry : read_rows(core::descent::vector, rig)) CHECK(std::fabs(entry) < 100.0);
}

TEST_CASE("settled experts have norm 1, along the averages, 3 experts") {
  test::Rig rig(3, 3);
  support::Random random(3);
  draw_space(rig, 3, random);
  for (std::uint32_t i = 0; i < 3; ++i) test::draw_row(random, 3, core::descent::average(rig.view(), i));
  const std::vector<double> average = read_rows(core::descent::average, rig);
  core::descent::settle_experts(rig.view());
  for (std::uint32_t i = 0; i < 3; ++i) {
    const float* row = core::descent::vector(rig.view(), i);
    CHECK(std::fabs(test::follow(row, row, 3) - 1.0) < 1e-6);
    double along = 0.0, size = 0.0;
    for (std::uint32_t a = 0; a < 3; ++a) {
      along += wide(row[a]) * average[i * 3 + a];
      size += average[i * 3 + a] * average[i * 3 + a];
    }
    CHECK(std::fabs(along - std::sqrt(size)) < 1e-5);
  }
}

TEST_CASE("the moments along each expert are those in double, 3 experts") {
  test::Rig rig(3, 3);
  support::Random random(4);
  draw_space(rig, 3, random);
  core::descent::settle_experts(rig.view());
  rig.state.third = 0.3f;
  const std::vector<double> rows = read_rows(core::descent::vector, rig);
  double first[3]{}, third[3]{};
  for (int n = 0; n < 100; ++n) {
    test::draw_row(random, 3, core::descent::image(rig.view()));
    const float target = support::narrow(random.normal());
    ++rig.state.count;
    core::descent::add_to_lengths(rig.view(), target);
    const double t = wide(target);
    for (std::uint32_t i = 0; i < 3; ++i) {
      double p = 0.0, uu = 0.0;
      for (std::uint32_t a = 0; a < 3; ++a) {
        p += rows[i * 3 + a] * wide(core::descent::image(rig.view())[a]);
        uu += rows[i * 3 + a] * rows[i * 3 + a] / wide(core::descent::value(rig.view())[a]);
      }
      first[i] += t * p / 100.0;
      third[i] += (t * t * t - 3.0 * t - wide(rig.state.third)) * (p * p * p - 3.0 * uu * p) / 600.0;
    }
  }
  for (std::uint32_t i = 0; i < 3; ++i) {
    CHECK(std::fabs(wide(core::descent::first(rig.view())[i]) - first[i]) < 1e-5);
    CHECK(std::fabs(wide(core::descent::third(rig.view())[i]) - third[i]) < 1e-4);
  }
}

TEST_CASE("from exact moments come the exact slopes, their lengths and signs, 5 inputs x 2 experts") {
  // Two oblique slopes in the plane of axes 0 and 1: T2 = sum pi s s', decomposed by hand into axes of the plane.
  const double slope[2][2] = {{0.8, 0.3}, {-0.5, 0.9}}, pi[2] = {0.4, 0.6};
  double t2[2][2]{};
  for (int m = 0; m < 2; ++m)
    for (int a = 0; a < 2; ++a)
      for (int b = 0; b < 2; ++b) t2[a][b] += pi[m] * slope[m][a] * slope[m][b];
  const double angle = 0.5 * std::atan2(2.0 * t2[0][1], t2[0][0] - t2[1][1]);
  const double u[2][2] = {{std::cos(angle), std::sin(angle)}, {-std::sin(angle), std::cos(angle)}};

  test::Rig rig(5, 2);
  const core::DescentView d = rig.view();
  rig.state.rank = 5;
  rig.state.order = 2;
  for (std::uint32_t a = 0; a < 2; ++a) {
    double l = 0.0;
    for (int i = 0; i < 2; ++i)
      for (int j = 0; j < 2; ++j) l += u[a][i] * t2[i][j] * u[a][j];
    core::descent::value(d)[a] = support::narrow(l);
    for (std::uint32_t e = 0; e < 2; ++e) core::descent::functional(d)[a * 8 + e] = support::narrow(u[a][e] / std::sqrt(l));
  }
  for (std::uint32_t m = 0; m < 2; ++m) {
    // beta_m = pi^1/2 l^-1/2 U'slope_m, found with either sign
    const double sign = m == 0 ? -1.0 : 1.0;
    for (std::uint32_t a = 0; a < 2; ++a) {
      const double along = u[a][0] * slope[m][0] + u[a][1] * slope[m][1];
      core::descent::vector(d, m)[a] =
          support::narrow(sign * std::sqrt(pi[m]) * along / std::sqrt(wide(core::descent::value(d)[a])));
    }
    core::descent::first(d)[m] = support::narrow(sign * std::sqrt(pi[m]));
    core::descent::third(d)[m] = support::narrow(sign / std::sqrt(pi[m]));
  }
  core::descent::write_slopes(d);
  for (std::uint32_t m = 0; m < 2; ++m) {
    CHECK(core::descent::slope(d, m)[0] == 0.0f);
    for (std::uint32_t e = 0; e < 5; ++e) {
      CHECK(std::fabs(wide(core::descent::slope(d, m)[1 + e]) - (e < 2 ? slope[m][e] : 0.0)) < 1e-5);
    }
  }
}

TEST_CASE("moments of zero leave slopes that are finite, 2 inputs x 2 experts") {
  test::Rig rig(2, 2);
  support::Random random(5);
  draw_space(rig, 2, random);
  rig.state.rank = 2;
  test::draw_row(random, 8, core::descent::functional(rig.view()));
  for (std::uint32_t i = 0; i < 2; ++i) core::descent::first(rig.view())[i] = core::descent::third(rig.view())[i] = 0.0f;
  for (std::uint32_t a = 0; a < 2; ++a) core::descent::vector(rig.view(), 1)[a] = 0.0f;
  core::descent::write_slopes(rig.view());
  for (std::uint32_t i = 0; i < 2; ++i) {
    for (std::uint32_t e = 0; e < 2; ++e) CHECK(std::fabs(core::descent::slope(rig.view(), i)[1 + e]) <= 3.0f);
  }
}

TEST_SUITE_END();
