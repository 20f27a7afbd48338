// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <cstring>

#include "motet/estimator.hpp"
#include "support/effort.hpp"
#include "workspace/stage.hpp"

using namespace motet;
using support::Effort;
using support::needs;

TEST_SUITE_BEGIN("fit/fit_from_moments");

TEST_CASE("one expert without a window is the line through the whole stream, as in double, 2 inputs x 500 samples") {
  const test::Rows rows = test::draw_rows(2, 500, 3);
  Estimator<2, 1, 0> blind;
  Estimator<2, 1, 500> whole;  // corrects its line by the residuals of all samples
  Model<2, 1> from_moments, from_window;
  Report report;
  CHECK(blind.push(rows.x, rows.y, 500) == Status::ok);
  CHECK(whole.push(rows.x, rows.y, 500) == Status::ok);
  CHECK(blind.fit(from_moments, report) == Status::ok);
  CHECK(whole.fit(from_window) == Status::ok);
  CHECK(report.start == Start::linear);
  CHECK(report.converged);
  CHECK_FALSE(report.loglik_known);
  for (std::size_t j = 0; j < 2; ++j) CHECK(support::apart(from_moments.slope(0, j), from_window.slope(0, j)) <= 1e-5);
  CHECK(support::apart(from_moments.intercept(0), from_window.intercept(0)) <= 1e-5);
}

TEST_CASE("two experts and their gate come from the moments, in slices too, with the same bits" * needs(Effort::some)) {
  support::Random random(5);
  const test::Rows rows = test::draw_rows(support::make_general(random, 2, 3, 0.1), 20000, 5);
  Estimator<3, 2, 0> learner;
  CHECK(learner.push(rows.x, rows.y, 20000) == Status::ok);
  Model<3, 2> whole, sliced;
  Report at_once, in_slices;
  REQUIRE(learner.fit(whole, at_once) == Status::ok);
  CHECK(at_once.start == Start::tensor);
  for (const std::uint32_t budget : {1u, 7u, 64u, 100000u}) {
    REQUIRE(learner.begin_fit() == Status::ok);
    CHECK(learner.fitting());
    Status status = Status::unfinished;
    std::uint32_t slices = 0;
    for (; status == Status::unfinished; ++slices) status = learner.step_fit(budget, sliced, in_slices);
    CHECK(status == Status::ok);
    CHECK((budget > 1 || slices > 1000));
    CHECK_FALSE(learner.fitting());
    CHECK(std::memcmp(&whole, &sliced, sizeof whole) == 0);
    CHECK(in_slices.power_iterations[0] == at_once.power_iterations[0]);
  }
}

TEST_CASE("a step without a beginning is refused") {
  Estimator<3, 2, 0> learner;
  Model<3, 2> model;
  CHECK(learner.step_fit(10, model) == Status::not_begun);
  CHECK_FALSE(model.fitted());
}

TEST_CASE("without a window three experts are refused, and two that the moments do not tell apart; the model stays") {
  Model<3, 3> none;
  Estimator<3, 3, 0> three;
  const test::Rows noise = test::draw_rows(3, 500, 9);
  CHECK(three.push(noise.x, noise.y, 500) == Status::ok);
  CHECK(three.fit(none) == Status::window_needed);
  CHECK(three.begin_fit() == Status::window_needed);
  CHECK_FALSE(none.fitted());
  // Opposite experts: one direction, and nothing in the third moment.
  for (std::uint32_t dim = 1; dim <= 3; dim += 2) {
    Estimator<3, 2, 0> opposite(test::make_settings(dim, 2));
    Model<3, 2> model;
    const test::Rows bent = test::draw_rows(support::make_opposite(dim, 0.1), 4000, 10);
    CHECK(opposite.push(bent.x, bent.y, 4000) == Status::ok);
    CHECK(opposite.fit(model) == Status::no_gate);
    CHECK_FALSE(opposite.fitting());
    CHECK_FALSE(model.fitted());
  }
}

TEST_CASE("noise too small for moments stands at their floor and is said to, 2 inputs x 1000 samples") {
  test::Rows rows = test::draw_rows(2, 1000, 4);
  for (std::size_t s = 0; s < 1000; ++s) rows.y[s] = rows.at(s)[0] + 2e-4f * rows.y[s];
  Estimator<2, 1, 0> learner;
  Model<2, 1> model;
  Report report;
  CHECK(learner.push(rows.x, rows.y, 1000) == Status::ok);
  CHECK(learner.fit(model, report) == Status::ok);
  CHECK(report.sigma_at_floor);
  CHECK(support::apart(report.sigma[0], 0.002) <= 2e-4);
}

TEST_SUITE_END();
