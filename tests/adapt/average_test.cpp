// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include "adapt/stage.hpp"
#include "support/effort.hpp"
#include "support/parameters.hpp"

using namespace motet;
using support::Effort;
using support::needs;
using support::wide;

TEST_SUITE_BEGIN("adapt/average");

TEST_CASE("the average is the parameters in force and their lag, in every part of the model" * needs(Effort::some)) {
  test::Stage<8, 3, 256> stage(test::draw_mixture(3, 5, 0.2), 1000, 4000);
  REQUIRE(stage.run(3000) == 3000);
  const core::AdapterView a = stage.adapter.view();
  Model<8, 3> averaged;
  CHECK(stage.adapter.average(stage.model, averaged) == Status::ok);
  CHECK(averaged.experts() == 3);
  const auto lag = [&](std::uint32_t row, std::uint32_t j) { return a.block[a.plan->lag + row * core::parameter_row(5) + j]; };
  for (std::uint32_t i = 0; i < 3; ++i) {
    for (std::uint32_t j = 0; j < 5; ++j) {
      CHECK(averaged.slope(i, j) == stage.model.slope(i, j) + lag(i, j));
      CHECK(averaged.gate_slope(i, j) == stage.model.gate_slope(i, j) + lag(3 + i, j));
      CHECK(averaged.centre(j) == stage.model.centre(j));
    }
    CHECK(support::apart(averaged.value_at_centre(i), wide(stage.model.value_at_centre(i)) + wide(lag(i, 8))) < 1e-6);
    CHECK(averaged.gate_at_centre(i) == stage.model.gate_at_centre(i) + lag(3 + i, 8));
    CHECK(averaged.sigma(i) == stage.model.sigma(i) + a.state->sigma_lag[0]);
  }
}

TEST_CASE("reading the average changes nothing; taking it in place begins a new lag there" * needs(Effort::some)) {
  test::Stage<4, 2, 256> stage(test::draw_mixture(2, 3, 0.2), 1000, 4000);
  REQUIRE(stage.run(2000) == 2000);
  Model<4, 2> averaged, again;
  const test::Unchanged before(stage.adapter, stage.model);
  CHECK(stage.adapter.average(stage.model, averaged) == Status::ok);
  CHECK(before.holds());
  CHECK(stage.adapter.average(stage.model) == Status::ok);
  CHECK(std::memcmp(&stage.model, &averaged, sizeof averaged) == 0);
  CHECK(stage.adapter.average(stage.model, again) == Status::ok);
  CHECK(std::memcmp(&again, &averaged, sizeof averaged) == 0);
  CHECK(stage.run(1000) == 1000);
}

TEST_CASE("the average lies closer to the truth than the parameters in force" * needs(Effort::full)) {
  const support::Mixture truth = test::draw_mixture(3, 6, 0.2, 11);
  test::Stage<8, 3, 512> stage(truth, 2000, 20000);
  stage.run(18000);
  Model<8, 3> averaged;
  CHECK(stage.adapter.average(stage.model, averaged) == Status::ok);
  support::Random random(99);
  const support::Design test_set(support::draw_samples(truth, random, 20000));
  const double best = support::compute_loglik(support::read_parameters(truth), test_set);
  const double in_force = best - support::compute_loglik(support::read_parameters(stage.model), test_set);
  const double average = best - support::compute_loglik(support::read_parameters(averaged), test_set);
  CHECK(average < in_force);
  CHECK(average < 0.003);  // the maximum likelihood estimate's is about 35 / (2 x 20000) = .0009
}

TEST_CASE("a model of another size has no average here") {
  test::Stage<4, 2, 64> stage(test::draw_mixture(2, 3, 0.2), 500, 600);
  test::Stage<4, 2, 64> other(test::draw_mixture(2, 4, 0.2), 500, 600);
  Model<4, 2> averaged;
  CHECK(stage.adapter.average(other.model, averaged) == Status::no_model);
  CHECK(stage.adapter.average(averaged) == Status::no_model);
  CHECK_FALSE(averaged.fitted());
}

TEST_SUITE_END();
