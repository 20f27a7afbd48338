// SPDX-License-Identifier: MIT
#include "descent/directions.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "descent/rig.hpp"

using namespace motet;
using support::wide;

namespace {

/// Puts `dim` white coordinates and the target of one sample of two orthogonal experts, axes 0 and 1, in their place.
float draw_white(test::Rig& rig, support::Random& random) {
  float* w = core::descent::white(rig.view());
  w[0] = 1.0f;
  for (std::uint32_t e = 1; e <= rig.state.rank; ++e) w[e] = support::narrow(random.normal());
  return random.uniform() < 0.4 ? w[1] : w[2];
}

}  // namespace

TEST_SUITE_BEGIN("descent/directions");

TEST_CASE("the second moment is that in double, and the target's third moment, awkward extents") {
  for (const test::Extents& e : test::extents) {
    CAPTURE(e.dim);
    test::Rig rig(e.dim_bound, e.experts_bound, test::make_descent_settings(e.dim, e.experts));
    rig.state.rank = e.dim;
    support::Random random(1);
    std::vector<double> sum(core::pair_count(e.dim));
    double cubes = 0.0;
    for (int n = 0; n < 200; ++n) {
      const float t = draw_white(rig, random);
      ++rig.state.count;
      core::descent::add_to_second(rig.view(), t);
      const float* w = core::descent::white(rig.view()) + 1;
      cubes += wide(t) * wide(t) * wide(t) / 200.0;
      for (std::uint32_t j = 0; j < e.dim; ++j) {
        for (std::uint32_t i = 0; i <= j; ++i) {
          sum[core::pair_index(i, j)] += (wide(t) * wide(t) - 1.0) * (wide(w[i]) * wide(w[j]) - (i == j ? 1.0 : 0.0));
        }
      }
    }
    double worst = 0.0;
    for (std::uint32_t at = 0; at < core::pair_count(e.dim); ++at) {
      worst = std::fmax(worst, std::fabs(wide(core::descent::second(rig.view())[at]) - sum[at]));
    }
    CHECK(worst < 1e-3);  // of sums of 200 terms, some of size 10
    CHECK(std::fabs(wide(rig.state.third) - cubes) < 1e-5);
    CHECK(rig.intact());
  }
}

TEST_CASE("the functionals whiten the second moment, 6 inputs x 2 experts") {
  test::Rig rig(6, 2);
  rig.state.rank = 6;
  support::Random random(2);
  for (int n = 0; n < 4000; ++n) {
    const float t = draw_white(rig, random);
    ++rig.state.count;
    core::descent::add_to_second(rig.view(), t);
  }
  std::vector<float> moment(core::descent::second(rig.view()), core::descent::second(rig.view()) + core::pair_count(6));
  for (float& entry : moment) entry *= 0.5f / 4000.0f;
  REQUIRE(core::descent::find_directions(rig.view()));
  CHECK(rig.state.order == 2);
  const float* f = core::descent::functional(rig.view());
  for (std::uint32_t a = 0; a < 2; ++a) {
    for (std::uint32_t b = 0; b < 2; ++b) {
      double sum = 0.0;
      for (std::uint32_t j = 0; j < 6; ++j) {
        for (std::uint32_t i = 0; i < 6; ++i) {
          sum +=
              wide(f[a * 8 + i]) * wide(moment[i <= j ? core::pair_index(i, j) : core::pair_index(j, i)]) * wide(f[b * 8 + j]);
        }
      }
      CHECK(std::fabs(sum - (a == b ? 1.0 : 0.0)) < 1e-4);
      // |functional_a|^2 = 1 / l_a: the metric of what project gives
      const double metric = test::follow(f + a * 8, f + b * 8, 6);
      CHECK(std::fabs(metric - (a == b ? 1.0 / wide(core::descent::value(rig.view())[a]) : 0.0)) < 1e-3);
    }
  }
}

TEST_CASE("they span the experts' space, and an image is the functionals' values, 6 inputs x 2 experts") {
  test::Rig rig(6, 2);
  rig.state.rank = 6;
  support::Random random(3);
  for (int n = 0; n < 20000; ++n) {
    const float t = draw_white(rig, random);
    ++rig.state.count;
    core::descent::add_to_second(rig.view(), t);
  }
  REQUIRE(core::descent::find_directions(rig.view()));
  const float* f = core::descent::functional(rig.view());
  for (std::uint32_t a = 0; a < 2; ++a) {
    const double within = test::follow(f + a * 8, f + a * 8, 2), whole = test::follow(f + a * 8, f + a * 8, 6);
    CHECK(within / whole > 0.99);
  }
  static_cast<void>(draw_white(rig, random));
  core::descent::project(rig.view());
  for (std::uint32_t a = 0; a < 2; ++a) {
    const double exact = test::follow(f + a * 8, core::descent::white(rig.view()) + 1, 6);
    CHECK(std::fabs(wide(core::descent::image(rig.view())[a]) - exact) < 1e-5);
  }
}

TEST_CASE("too few directions are refused: more experts than inputs, a target that bends nowhere, 3 inputs") {
  test::Rig crowded(3, 8, test::make_descent_settings(3, 4)), plain(3, 2);
  crowded.state.rank = plain.state.rank = 3;
  support::Random random(4);
  for (int n = 0; n < 4000; ++n) {
    static_cast<void>(draw_white(plain, random));
    ++plain.state.count;
    core::descent::add_to_second(plain.view(), support::narrow(random.normal()));
  }
  CHECK_FALSE(core::descent::find_directions(crowded.view()));
  CHECK_FALSE(core::descent::find_directions(plain.view()));
}

TEST_CASE("without projection all white axes are taken, 5 inputs") {
  DescentSettings settings = test::make_descent_settings(5, 2);
  settings.project = false;
  test::Rig rig(5, 2, settings);
  rig.state.rank = 5;
  support::Random random(5);
  REQUIRE(core::descent::find_directions(rig.view()));
  CHECK(rig.state.order == 5);
  static_cast<void>(draw_white(rig, random));
  core::descent::project(rig.view());
  for (std::uint32_t e = 0; e < 5; ++e) CHECK(core::descent::image(rig.view())[e] == core::descent::white(rig.view())[1 + e]);
}

TEST_SUITE_END();
