// SPDX-License-Identifier: MIT
#include "adapt/consult.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "adapt/stage.hpp"
#include "model/handmade.hpp"
#include "support/effort.hpp"
#include "tensor/inverse.hpp"
#include "tensor/vector.hpp"

using namespace motet;
using support::Effort;
using support::needs;
using support::wide;

namespace {

/// u of an expert, in double but for P.
template <typename Stage>
double doubt(Stage& stage, std::uint32_t i) {
  const core::AdapterView a = stage.adapter.view();
  const std::uint32_t order = stage.samples.dim + 1;
  const float* z = a.block + a.plan->sample;
  std::vector<float> gain(core::padded(order));
  core::tensor::apply_inverse(order, a.block + a.plan->inverse + i * core::inverse_floats(order), z, gain.data());
  double square = 0.0;
  for (std::uint32_t j = 0; j < order; ++j) square += wide(z[j]) * wide(gain[j]);
  return 1.0 + wide(a.state->step) / wide(a.state->weight[i]) * square;
}

}  // namespace

TEST_SUITE_BEGIN("adapt/consult");

TEST_CASE("consult gives the law of the mixture, with what an expert does not know of itself" * needs(Effort::some)) {
  for (const bool shared : {true, false}) {
    CAPTURE(shared);
    Settings of_fit;
    of_fit.shared_sigma = shared;
    test::Stage<8, 4, 256> stage(test::draw_mixture(3, 5, 0.2), 1000, 3000, {}, of_fit);
    REQUIRE(stage.begun == Status::ok);
    REQUIRE(stage.run(1000) == 1000);
    std::uint32_t unsure = 0;
    for (std::size_t t = 2000; t < 2300; ++t) {
      const float* x = stage.samples.row(t).data();
      const float y = stage.samples.y[t];
      core::adapting::Opinion o;
      REQUIRE(core::adapting::consult(stage.adapter.view(), x, y, 0.0f, stage.model.view(), o) == Status::ok);
      const test::Opinion truth = test::consult(stage.model.view(), x);
      double r[3], total = 0.0, nearest = 1e300;
      for (std::uint32_t i = 0; i < 3; ++i) {
        const double sigma = wide(stage.model.sigma(i));
        const double off = (wide(y) - truth.value[i]) / sigma;
        const double u = doubt(stage, i);
        unsure += u > 1.01;
        total += r[i] = truth.probability[i] * std::exp(-0.5 * off * off / u) / sigma / std::sqrt(u);
        nearest = std::fmin(nearest, std::fabs(off));
        CHECK(support::apart(o.probability[i], truth.probability[i]) < 1e-5);
        CHECK(support::apart(o.error[i], wide(y) - truth.value[i]) < 1e-5);
      }
      for (std::uint32_t i = 0; i < 3; ++i) CHECK(support::apart(o.responsibility[i], r[i] / total) < 2e-4);
      const double predicted =
          truth.probability[0] * truth.value[0] + truth.probability[1] * truth.value[1] + truth.probability[2] * truth.value[2];
      CHECK(support::apart(o.surprise, wide(y) - predicted) < 1e-5);
      CHECK(support::apart(o.nearest, nearest) < 1e-3 * (1.0 + nearest));
      CHECK(support::apart(o.loglik, std::log(total) - 0.918938533204672742) < 2e-3);
    }
    CHECK(unsure > 20);
  }
}

TEST_CASE("consult lays the sample out in units, then one, zeros behind, 5 of 8 inputs") {
  test::Stage<8, 2, 64> stage(test::draw_mixture(2, 5, 0.2), 500, 600);
  core::adapting::Opinion o;
  const float* x = stage.samples.row(550).data();
  REQUIRE(core::adapting::consult(stage.adapter.view(), x, 0.0f, 0.0f, stage.model.view(), o) == Status::ok);
  const core::AdapterView a = stage.adapter.view();
  for (std::uint32_t j = 0; j < 5; ++j) {
    const float offset = x[j] - stage.model.centre(j);
    CHECK(a.block[a.plan->sample + j] == offset * a.block[a.plan->scale + j]);
  }
  CHECK(a.block[a.plan->sample + 5] == 1.0f);
  CHECK(a.block[a.plan->sample + 6] == 0.0f);
  CHECK(a.block[a.plan->sample + 7] == 0.0f);
}

TEST_CASE("consult refuses a model that says nothing finite, but no input and no target, however far out") {
  test::Stage<4, 2, 64> stage(test::draw_mixture(2, 3, 0.2), 500, 600);
  core::adapting::Opinion o;
  float x[3] = {};
  const core::AdapterView a = stage.adapter.view();
  const float unit = 1.0f / a.block[a.plan->scale + 1];
  x[1] = stage.model.centre(1) + 4000.0f * unit;
  CHECK(core::adapting::consult(a, x, 0.0f, 0.0f, stage.model.view(), o) == Status::ok);
  x[1] = stage.model.centre(1) + 1e10f * unit;
  CHECK(core::adapting::consult(a, x, 0.0f, 0.0f, stage.model.view(), o) == Status::ok);
  x[1] = 0.0f;
  for (const float target : {1e12f, -1e15f}) {
    CHECK(core::adapting::consult(a, x, target, 0.0f, stage.model.view(), o) == Status::ok);
    CHECK(core::tensor::within(core::adapting::farthest_loglik, o.loglik));
  }
  const core::ModelStore store = stage.model.store();
  store.parameters[store.shape.gate_slope(0)] = test::nan_value;
  CHECK(core::adapting::consult(a, x, 0.0f, 0.0f, stage.model.view(), o) == Status::out_of_range);
}

TEST_SUITE_END();
