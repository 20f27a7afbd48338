// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "descent/rig.hpp"
#include "descent/spread.hpp"
#include "descent/whiten_spread.hpp"

using namespace motet;
using support::wide;

namespace {

/// A rig in its last stage, with slopes and gate at random, over inputs about `centre`.
void finish(test::Rig& rig, double centre, support::Random& random) {
  const core::DescentView d = rig.view();
  const std::uint32_t dim = rig.state.settings.dim;
  for (int n = 0; n < 300; ++n) {
    float x[max_cubic_dim];
    for (std::uint32_t j = 0; j < dim; ++j) x[j] = support::narrow(centre + (1.0 + j) * random.normal());
    core::descent::measure(d, x, support::narrow(2.0 * centre + 3.0 * random.normal()));
    ++rig.state.count;
    core::descent::add_to_spread(d);
  }
  REQUIRE(core::descent::find_white_frame(d) == Status::ok);
  core::descent::enter(d, DescentStage::gate);
  for (std::uint32_t i = 0; i < rig.state.settings.experts; ++i) {
    test::draw_row(random, rig.state.rank, core::descent::slope(d, i) + 1);
    test::draw_row(random, rig.state.rank + 1, core::descent::gate_average(d, i));
  }
  rig.state.variance = 0.04f;
}

}  // namespace

TEST_SUITE_BEGIN("descent/read_descent");

TEST_CASE("the model says in user's units what the descent says in white coordinates, awkward extents, near and far") {
  support::Random random(1);
  for (const test::Extents& e : test::extents) {
    for (const double centre : {0.5, 1000.0}) {
      CAPTURE(e.dim);
      CAPTURE(centre);
      test::Rig rig(e.dim_bound, e.experts_bound, test::make_descent_settings(e.dim, e.experts));
      finish(rig, centre, random);
      const core::DescentView d = rig.view();
      Model<32, 8> model;
      REQUIRE(core::read(rig.source(), model.store()) == Status::ok);
      CHECK(model.dim() == e.dim);
      CHECK(model.experts() == e.experts);
      const double unit = wide(rig.state.target_deviation) / wide(core::descent::scale(d)[e.dim]);
      const double middle =
          wide(core::descent::shift(d)[e.dim]) + wide(core::descent::mean(d)[e.dim]) / wide(core::descent::scale(d)[e.dim]);
      double worst = 0.0;
      for (int n = 0; n < 20; ++n) {
        float x[max_cubic_dim];
        for (std::uint32_t j = 0; j < e.dim; ++j) x[j] = support::narrow(centre + (1.0 + j) * random.normal());
        core::descent::measure_within(d, x, 0.0f);
        static_cast<void>(core::descent::whiten(d));
        const float* w = core::descent::white(d);
        for (std::uint32_t i = 0; i < e.experts; ++i) {
          double line = wide(model.value_at_centre(i)), gate = wide(model.gate_at_centre(i));
          for (std::uint32_t j = 0; j < e.dim; ++j) {
            line += wide(model.slope(i, j)) * (wide(x[j]) - wide(model.centre(j)));
            gate += wide(model.gate_slope(i, j)) * (wide(x[j]) - wide(model.centre(j)));
          }
          const double value = middle + unit * test::follow(core::descent::slope(d, i), w, e.dim + 1);
          const double odds = test::follow(core::descent::gate_average(d, i), w, e.dim + 1) -
                              test::follow(core::descent::gate_average(d, e.experts - 1), w, e.dim + 1);
          worst = std::fmax(worst, std::fabs(line - value) / (unit + std::fabs(middle) * 1e-3));
          worst = std::fmax(worst, std::fabs(gate - odds) / 10.0);
          CHECK(std::fabs(wide(model.sigma(i)) - 0.2 * unit) < 1e-5 * unit);
        }
      }
      CHECK(worst < 1e-3);
    }
  }
}

TEST_CASE("what is not finite is refused, and the model stays, 3 inputs x 2 experts") {
  test::Rig rig(3, 2);
  support::Random random(2);
  finish(rig, 1.0, random);
  Model<3, 2> model;
  REQUIRE(core::read(rig.source(), model.store()) == Status::ok);
  const support::Snapshot before(model);
  core::descent::slope(rig.view(), 1)[2] = std::numeric_limits<float>::max();
  core::descent::forward(rig.view())[0] = std::numeric_limits<float>::max();
  CHECK(core::read(rig.source(), model.store()) == Status::no_fit);
  CHECK(before.unchanged());
}

TEST_CASE("reading leaves the descent as it was") {
  test::Rig rig(3, 2);
  support::Random random(3);
  finish(rig, 1.0, random);
  const support::Snapshot state(rig.state), floats(rig.view().block, core::make_descent_plan(3, 2).floats * sizeof(float));
  Model<3, 2> model;
  REQUIRE(core::read(rig.source(), model.store()) == Status::ok);
  CHECK(state.unchanged());
  CHECK(floats.unchanged());
}

TEST_SUITE_END();
