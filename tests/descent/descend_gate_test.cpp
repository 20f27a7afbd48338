// SPDX-License-Identifier: MIT
#include "descent/descend_gate.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "descent/rig.hpp"
#include "support/effort.hpp"

using namespace motet;
using support::wide;

namespace {

/// Gives the rig a white sample and expert slopes of `rank` directions.
void draw_scene(test::Rig& rig, std::uint32_t rank, support::Random& random) {
  const core::DescentView d = rig.view();
  rig.state.rank = rank;
  core::descent::start_gate(d);
  for (std::uint32_t i = 0; i < rig.state.settings.experts; ++i) {
    test::draw_row(random, rank + 1, core::descent::slope(d, i));
    test::draw_row(random, rank + 1, core::descent::gate(d, i));
  }
}

float draw_white(test::Rig& rig, support::Random& random) {
  float* w = core::descent::white(rig.view());
  w[0] = 1.0f;
  test::draw_row(random, rig.state.rank, w + 1);
  return support::narrow(random.normal());
}

/// -log sum_i p_i N(t | slope_i'w, variance), in double, of gate rows given apart.
double loss(test::Rig& rig, const std::vector<double>& gate, double t) {
  const std::uint32_t order = rig.state.rank + 1, experts = rig.state.settings.experts;
  const float* w = core::descent::white(rig.view());
  double above = 0.0, below = 0.0;
  for (std::uint32_t i = 0; i < experts; ++i) {
    double score = 0.0;
    for (std::uint32_t e = 0; e < order; ++e) score += gate[i * order + e] * wide(w[e]);
    const double off = t - test::follow(core::descent::slope(rig.view(), i), w, order);
    below += std::exp(score);
    above += std::exp(score - 0.5 * off * off / wide(rig.state.variance));
  }
  return std::log(below) - std::log(above);
}

}  // namespace

TEST_SUITE_BEGIN("descent/descend_gate");

TEST_CASE("a step goes down the loss by differences, awkward extents") {
  support::Random random(1);
  for (const test::Extents& e : test::extents) {
    CAPTURE(e.dim);
    test::Rig rig(e.dim_bound, e.experts_bound, test::make_descent_settings(e.dim, e.experts));
    draw_scene(rig, e.dim, random);
    const float t = draw_white(rig, random);
    const std::uint32_t order = e.dim + 1;
    std::vector<double> before;
    for (std::uint32_t i = 0; i < e.experts; ++i) {
      for (std::uint32_t a = 0; a < order; ++a) before.push_back(wide(core::descent::gate(rig.view(), i)[a]));
    }
    std::vector<double> gradient(before.size());
    for (std::size_t at = 0; at < before.size(); ++at) {
      std::vector<double> moved = before;
      moved[at] = before[at] + 1e-5;
      gradient[at] = loss(rig, moved, wide(t));
      moved[at] = before[at] - 1e-5;
      gradient[at] = (gradient[at] - loss(rig, moved, wide(t))) / 2e-5;
    }
    rig.state.count = 3000;
    core::descent::learn_gate(rig.view(), t);
    const double step = 4.0 / order * std::pow(4.0, -0.75);
    double worst = 0.0;
    for (std::size_t at = 0; at < before.size(); ++at) {
      const float after = core::descent::gate(rig.view(), static_cast<std::uint32_t>(at) / order)[at % order];
      worst = std::fmax(worst, std::fabs(wide(after) - (before[at] - step * gradient[at])));
    }
    CHECK(worst < 1e-5);
    CHECK(rig.intact());
  }
}

TEST_CASE("the steps of all rows cancel, so the gate needs no gauge, 4 experts") {
  test::Rig rig(3, 4);
  support::Random random(2);
  draw_scene(rig, 3, random);
  for (std::uint32_t i = 0; i < 4; ++i) {
    for (std::uint32_t a = 0; a < 4; ++a) core::descent::gate(rig.view(), i)[a] = 0.0f;
  }
  for (std::uint32_t n = 1; n <= 2000; ++n) {
    rig.state.count = n;
    core::descent::learn_gate(rig.view(), draw_white(rig, random));
  }
  for (std::uint32_t a = 0; a < 4; ++a) {
    double sum = 0.0;
    for (std::uint32_t i = 0; i < 4; ++i) sum += wide(core::descent::gate(rig.view(), i)[a]);
    CHECK(std::fabs(sum) < 1e-3);
  }
}

TEST_CASE("given the experts it finds gate and noise, 4 inputs x 2 experts" * support::needs(support::Effort::some)) {
  test::Rig rig(4, 2);
  support::Random random(3);
  const core::DescentView d = rig.view();
  rig.state.rank = 4;
  core::descent::start_gate(d);
  const double gate[5] = {0.3, 1.0, -0.5, 0.8, 0.0};
  core::descent::slope(d, 0)[1] = 0.9f;
  core::descent::slope(d, 1)[2] = -0.7f;
  const std::uint32_t count = support::effort == support::Effort::full ? 60000 : 20000;
  for (std::uint32_t n = 1; n <= count; ++n) {
    static_cast<void>(draw_white(rig, random));
    const float* w = core::descent::white(d);
    double score = 0.0;
    for (std::uint32_t a = 0; a < 5; ++a) score += gate[a] * wide(w[a]);
    const std::uint32_t expert = random.uniform() < 1.0 / (1.0 + std::exp(-score)) ? 0 : 1;
    const double t = test::follow(core::descent::slope(d, expert), w, 5) + 0.1 * random.normal();
    rig.state.count = n;
    core::descent::learn_gate(d, support::narrow(t));
  }
  for (std::uint32_t a = 0; a < 5; ++a) {
    CHECK(std::fabs(wide(core::descent::gate_average(d, 0)[a] - core::descent::gate_average(d, 1)[a]) - gate[a]) < 0.12);
  }
  CHECK(std::fabs(std::sqrt(wide(rig.state.variance)) - 0.1) < 0.005);
}

TEST_CASE("noise never falls below its floor, and the largest samples spoil nothing, 2 experts") {
  test::Rig rig(2, 2);
  rig.state.rank = 2;
  core::descent::start_gate(rig.view());
  float* w = core::descent::white(rig.view());
  w[0] = 1.0f;
  for (std::uint32_t n = 1; n <= 5000; ++n) {
    rig.state.count = n;
    w[1] = n % 2 == 0 ? 8.0f : -8.0f;
    w[2] = n % 3 == 0 ? 8.0f : -8.0f;
    core::descent::learn_gate(rig.view(), n > 4000 ? (n % 5 == 0 ? 8.0f : -8.0f) : 0.0f);
    if (n == 4000) CHECK(rig.state.variance == rig.state.settings.sigma_floor * rig.state.settings.sigma_floor);
  }
  CHECK(std::isfinite(rig.state.variance));
  for (std::uint32_t a = 0; a < 3; ++a) CHECK(std::fabs(core::descent::gate(rig.view(), 0)[a]) < 1e4f);
}

TEST_SUITE_END();
