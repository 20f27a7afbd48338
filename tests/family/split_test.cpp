// SPDX-License-Identifier: MIT
#include "family/split.hpp"

#include <doctest/doctest.h>

#include "family/refine_general.hpp"
#include "family/stage.hpp"
#include "support/effort.hpp"

using namespace motet;
using support::Effort;
using support::needs;
using support::wide;

namespace {

/// Two experts that cross at the mean, whose gate leans elsewhere.
support::GeneralMixture make_crossing(const Form& form, std::uint64_t seed) {
  support::Random random(seed);
  support::GeneralMixture truth = support::make_general(random, form, 4, 0.05);
  for (std::uint32_t j = 0; j < 4; ++j) {
    truth.rows.slope[0][j] = j == 0 ? 1.0 : j == 3 ? 0.4 : 0.0;
    truth.rows.slope[1][j] = j == 0 ? 1.0 : j == 3 ? -0.4 : 0.0;
    truth.rows.gate_slope[0][j] = j == 1 ? 1.0 : 0.0;
  }
  return truth;
}

}  // namespace

TEST_SUITE_BEGIN("family/split");

TEST_CASE("two experts in one are split along what tells them apart, 4 inputs, lines and tanh, softmax and tree") {
  for (const Form& form : {make_mixture(2, linear()), make_tree(2, linear()), make_mixture(2, hyperbolic_tangent())}) {
    test::Family<4, 2, 4000> stage(form, test::draw_rows(make_crossing(form, 1), 4000, 1));
    core::solve::Workspace& work = stage.work();
    // Parallel ones, above and below: what EM takes them for.
    Model<4, 2> model;
    *model.store().size = {4, 2};
    for (std::uint32_t i = 0; i < 2; ++i) {
      model.store().parameters[model.shape.slope(i)] = 1.0f;
      model.store().parameters[model.shape.intercept(i)] = i == 0 ? 0.3f : -0.3f;
      model.store().parameters[model.shape.sigma(i)] = 0.2f;
    }
    core::solve::read_model(work, model.view(), work.best);
    work.best.weight[0] = work.best.weight[1] = 0.5f;
    CHECK(core::family::split_pair(stage.task, 0));
    REQUIRE(work.current.experts == 2);
    CHECK(core::solve::write_model(work, work.current, model.store()));
    const double apart = std::fabs(wide(model.slope(0, 3)) - wide(model.slope(1, 3)));
    CHECK(apart > 0.4);
    CHECK(apart < 1.2);
    for (std::uint32_t j = 1; j < 3; ++j) CHECK(support::apart(model.slope(0, j), model.slope(1, j)) <= 0.25 * apart);
    for (std::uint32_t j = 0; j < work.row(); ++j)
      CHECK(row_of(work, work.current.gate, 0)[j] == row_of(work, work.current.gate, 1)[j]);
  }
}

TEST_CASE("a split leads out of the optimum where two that cross are taken for parallel" * needs(Effort::some)) {
  const Form form = make_mixture(2, linear());
  test::Family<4, 2, 1000> stage(form, test::draw_rows(make_crossing(form, 2), 1000, 2));
  core::solve::Workspace& work = stage.work();
  core::solve::clear(work, 2, work.current);
  row_of(work, work.current.expert, 0)[0] = 0.3f;
  row_of(work, work.current.expert, 1)[0] = -0.3f;
  test::refine(stage.task, 200, 1e-5f);
  const float before = work.current.loglik;
  core::solve::copy(work, work.current, work.best);
  CHECK(core::family::split_pair(stage.task, 0));
  REQUIRE(work.current.experts == 2);
  test::refine(stage.task, 200, 1e-5f);
  CHECK(work.current.loglik >= before - 1e-4f);
  CHECK(support::apart(std::sqrt(wide(work.current.variance[0])) * wide(stage.task.unit), 0.05) <= 0.01);
}

TEST_CASE("pairs come by distance, of one activation only; after the last there is none") {
  const Form form = make_gated_recurrent_unit();
  test::Family<4, 3, 300> stage(form, test::draw_rows(form, 4, 0.1, 300, 3));
  core::solve::Workspace& work = stage.work();
  test::draw_candidate(work, 3, 3, work.best);
  const std::vector<float> line(work.best.expert, work.best.expert + work.row());
  CHECK(core::family::split_pair(stage.task, 0));
  REQUIRE(work.current.experts == 3);
  for (std::uint32_t j = 0; j < work.row(); ++j) {
    CHECK(work.current.expert[j] == line[j]);
    CHECK(row_of(work, work.current.gate, 1)[j] == 0.0f);  // r, between the two tanh
  }
  CHECK(core::family::split_pair(stage.task, 1));
  CHECK(work.current.experts == 0);
  const Form four = make_mixture(4, linear());
  test::Family<4, 4, 300> other(four, test::draw_rows(four, 4, 0.1, 300, 4));
  std::uint32_t pairs = 0;
  for (std::uint32_t which = 0; which < 8; ++which) {
    test::draw_candidate(other.work(), 4, 4, other.work().best);
    CHECK(core::family::split_pair(other.task, which));
    pairs += other.work().current.experts == 4 || which < 6;
  }
  CHECK(pairs == 6);
}

TEST_SUITE_END();
