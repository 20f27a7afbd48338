// SPDX-License-Identifier: MIT
#include "descent/whiten_spread.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "descent/rig.hpp"
#include "descent/spread.hpp"

using namespace motet;
using support::wide;

namespace {

/// Correlated inputs about 10, one of them a multiple of the first if `collinear`; the target follows them.
struct Source {
  support::Random random;
  std::uint32_t dim;
  bool collinear;

  float draw(float* x) {
    const double common = random.normal();
    for (std::uint32_t j = 0; j < dim; ++j) x[j] = support::narrow(10.0 + common + (1.0 + j) * random.normal());
    if (collinear) x[dim - 1] = 3.0f * x[0];
    return 2.0f * x[0] + support::narrow(random.normal());
  }
};

/// A rig whose spread has been measured on `count` samples.
void spread_out(test::Rig& rig, Source& source, std::uint32_t count) {
  float x[max_cubic_dim];
  for (std::uint32_t n = 0; n < count; ++n) {
    const float y = source.draw(x);
    core::descent::measure(rig.view(), x, y);
    ++rig.state.count;
    core::descent::add_to_spread(rig.view());
  }
}

}  // namespace

TEST_SUITE_BEGIN("descent/whiten_spread");

TEST_CASE("white coordinates of the same samples have mean 0 and covariance I, awkward extents") {
  for (const test::Extents& e : test::extents) {
    CAPTURE(e.dim);
    test::Rig rig(e.dim_bound, e.experts_bound, test::make_descent_settings(e.dim, e.experts));
    Source first{support::Random(1), e.dim, false};
    Source again = first;
    const std::uint32_t count = 400;
    spread_out(rig, first, count);
    CHECK(core::descent::find_white_frame(rig.view()) == Status::ok);
    REQUIRE(rig.state.rank == e.dim);
    std::vector<double> sum(core::pair_count(e.dim + 2));
    for (std::uint32_t n = 0; n < count; ++n) {
      float x[max_cubic_dim];
      const float y = again.draw(x);
      core::descent::measure_within(rig.view(), x, y);
      std::vector<float> w;
      const float t = core::descent::whiten(rig.view());
      for (std::uint32_t a = 0; a <= e.dim; ++a) w.push_back(core::descent::white(rig.view())[a]);
      w.push_back(t);
      for (std::uint32_t j = 0; j < w.size(); ++j) {
        for (std::uint32_t i = 0; i <= j; ++i) sum[core::pair_index(i, j)] += wide(w[i]) * wide(w[j]) / count;
      }
    }
    double worst = 0.0;
    for (std::uint32_t j = 0; j < e.dim + 2; ++j) {
      for (std::uint32_t i = 0; i <= j; ++i) {
        if (j == e.dim + 1 && i != 0 && i != j) continue;  // the target goes with the inputs
        worst = std::fmax(worst, std::fabs(sum[core::pair_index(i, j)] - (i == j ? 1.0 : 0.0)));
      }
    }
    CHECK(worst < 1e-4);
    CHECK(rig.intact());
  }
}

TEST_CASE("a direction that is a sum of others, and one that is constant, are left out, 4 inputs") {
  test::Rig rig(4, 2);
  Source source{support::Random(2), 4, true};
  spread_out(rig, source, 500);
  CHECK(core::descent::find_white_frame(rig.view()) == Status::ok);
  CHECK(rig.state.rank == 3);

  test::Rig other(2, 2);
  for (int n = 0; n < 100; ++n) {
    const float x[2] = {5.0f, support::narrow(source.random.normal())};
    core::descent::measure(other.view(), x, x[1]);
    ++other.state.count;
    core::descent::add_to_spread(other.view());
  }
  CHECK(core::descent::find_white_frame(other.view()) == Status::ok);
  CHECK(other.state.rank == 1);
  CHECK(core::descent::forward(other.view())[0] == 0.0f);
}

TEST_CASE("what has not varied is refused by its name, 2 inputs") {
  test::Rig constant(2, 2), flat(2, 2);
  support::Random random(3);
  for (int n = 0; n < 100; ++n) {
    const float x[2] = {support::narrow(random.normal()), support::narrow(random.normal())};
    const float same[2] = {1.0f, -2.0f};
    core::descent::measure(constant.view(), same, x[0]);
    core::descent::measure(flat.view(), x, 3.0f);
    ++constant.state.count;
    ++flat.state.count;
    core::descent::add_to_spread(constant.view());
    core::descent::add_to_spread(flat.view());
  }
  CHECK(core::descent::find_white_frame(constant.view()) == Status::constant_inputs);
  CHECK(core::descent::find_white_frame(flat.view()) == Status::constant_target);
}

TEST_CASE("nothing is further than 8 deviations out, 3 inputs") {
  test::Rig rig(3, 2);
  Source source{support::Random(4), 3, false};
  spread_out(rig, source, 500);
  REQUIRE(core::descent::find_white_frame(rig.view()) == Status::ok);
  for (const float far : {1e4f, -1e14f, 1e15f}) {
    const float x[3] = {far, -far, far};
    core::descent::measure_within(rig.view(), x, far);
    CHECK(std::fabs(core::descent::whiten(rig.view())) <= 8.0f);
    for (std::uint32_t e = 1; e <= 3; ++e) CHECK(std::fabs(core::descent::white(rig.view())[e]) <= 8.0f);
  }
}

TEST_SUITE_END();
