// SPDX-License-Identifier: MIT
#include "family/place.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <numeric>

#include "family/refine_general.hpp"
#include "family/stage.hpp"
#include "support/effort.hpp"

using namespace motet;
using support::Effort;
using support::needs;
using support::wide;

namespace {

/// Canonical placements among all.
std::uint32_t count_canonical(const Form& form) {
  std::uint8_t source[max_experts];
  std::iota(source, source + form.experts, std::uint8_t{0});
  std::uint32_t count = 0;
  do count += core::family::is_canonical(form, source);
  while (std::next_permutation(source, source + form.experts));
  return count;
}

/// Leaves one after the other at the end of a chain.
Form make_chain(std::uint32_t experts) {
  Form form = make_mixture(experts, linear());
  for (std::uint32_t n = 0; n + 1 < experts; ++n) {
    const unsigned all = (1u << experts) - (1u << n);
    form.decision[n] = {static_cast<std::uint8_t>(1u << n), static_cast<std::uint8_t>(all & ~(1u << n))};
  }
  return form;
}

}  // namespace

TEST_SUITE_BEGIN("family/place");

TEST_CASE("placements that a form cannot tell apart are counted once") {
  CHECK(count_canonical(make_mixture(4, sigmoid())) == 1);
  CHECK(count_canonical(make_tree(2, linear())) == 1);
  CHECK(count_canonical(make_tree(3, linear())) == 3);
  CHECK(count_canonical(make_tree(4, linear())) == 3);
  CHECK(count_canonical(make_tree(5, linear())) == 30);
  CHECK(count_canonical(make_tree(6, linear())) == 90);
  CHECK(count_canonical(make_tree(8, linear())) == 315);
  CHECK(count_canonical(make_chain(4)) == 12);
  CHECK(count_canonical(make_chain(5)) == 60);
  CHECK(count_canonical(make_gated_recurrent_unit()) == 3);
  Form mixed = make_mixture(4, linear());
  mixed.activation[0] = sigmoid();
  CHECK(count_canonical(mixed) == 4);
  mixed = make_tree(4, linear());
  mixed.activation[0] = sigmoid();
  CHECK(count_canonical(mixed) == 12);
}

TEST_CASE("the right pairing of four lines is the most promising of the three, 6 inputs x 2000 samples" * needs(Effort::some)) {
  for (std::uint64_t seed = 1; seed <= 4; ++seed) {
    const Form form = make_tree(4, linear());
    support::Random random(seed);
    const support::GeneralMixture truth = support::make_general(random, form, 6, 0.1);
    test::Family<6, 4, 2000> stage(form, test::draw_rows(truth, 2000, seed));
    core::solve::Workspace& work = stage.work();
    // The truth's experts, renumbered, behind a flat softmax.
    const std::uint8_t place[4] = {0, 2, 1, 3};
    stage.task.form = make_mixture(4, linear());
    core::solve::clear(work, 4, work.best);
    Model<6, 4> model;
    *model.store().size = {6, 4};
    for (std::uint32_t i = 0; i < 4; ++i) {
      for (std::uint32_t j = 0; j < 6; ++j)
        model.store().parameters[model.shape.slope(place[i]) + j] = support::narrow(truth.rows.slope[i][j]);
      model.store().parameters[model.shape.sigma(i)] = 0.1f;
    }
    core::solve::read_model(work, model.view(), work.best);
    core::family::Placements placements{};
    CHECK(core::family::find_placements(stage.task, form, placements));
    const core::family::Placement* best = placements.best;
    REQUIRE(placements.count == 3);
    for (std::uint32_t n = 1; n < 3; ++n) CHECK(best[n].score <= best[n - 1].score);
    for (std::uint32_t i = 0; i < 4; ++i) CHECK(best[0].source[i] == place[i]);
    // Placed, its decisions lean as those of the truth do.
    CHECK(core::family::place(stage.task, form, best[0]));
    CHECK(stage.task.form == form);
    test::refine(stage.task, 100, 1e-6f);
    Model<6, 4> placed;
    CHECK(core::solve::write_model(work, work.current, placed.store()));
    for (std::uint32_t n = 0; n < 3; ++n) {
      double along = 0.0, square = 0.0, length = 0.0;
      for (std::uint32_t j = 0; j < 6; ++j) {
        along += wide(placed.gate_slope(n, j)) * truth.rows.gate_slope[n][j];
        square += wide(placed.gate_slope(n, j)) * wide(placed.gate_slope(n, j));
        length += truth.rows.gate_slope[n][j] * truth.rows.gate_slope[n][j];
      }
      CHECK(along > 0.9 * std::sqrt(square * length));
    }
  }
}

TEST_CASE("experts of a mixed softmax take their gate rows and noises along") {
  Form form = make_mixture(3, linear());
  form.activation[2] = hyperbolic_tangent();
  test::Family<4, 3, 300> stage(form, test::draw_rows(form, 4, 0.1, 300, 5));
  core::solve::Workspace& work = stage.work();
  stage.task.form = make_mixture(3, linear());
  test::draw_candidate(work, 3, 5, work.best);
  CHECK(core::family::place(stage.task, form, {{2, 0, 1}, 0.0f}));
  const std::uint32_t source[3] = {2, 0, 1};
  for (std::uint32_t i = 0; i < 3; ++i) {
    CHECK(work.current.variance[i] == work.best.variance[source[i]]);
    for (std::uint32_t j = 0; j < 5; ++j) {
      CHECK(row_of(work, work.current.expert, i)[j] == row_of(work, work.best.expert, source[i])[j]);
      const float expected = row_of(work, work.best.gate, source[i])[j] - row_of(work, work.best.gate, 1)[j];
      CHECK(support::apart(row_of(work, work.current.gate, i)[j], expected) <= 1e-6);
    }
  }
}

TEST_CASE("no more placements are screened than the ceiling, and the best come first, a chain of 8") {
  const Form form = make_chain(8);
  test::Family<2, 8, 300> stage(form, test::draw_rows(form, 2, 0.1, 300, 6));
  stage.task.form = make_mixture(8, linear());
  test::draw_candidate(stage.work(), 8, 6, stage.work().best);
  core::family::Placements placements{};
  CHECK(core::family::find_placements(stage.task, form, placements));
  CHECK(placements.screened == core::family::most_screened);
  REQUIRE(placements.count == core::family::most_placed);
  for (std::uint32_t n = 1; n < core::family::most_placed; ++n) CHECK(placements.best[n].score <= placements.best[n - 1].score);
}

TEST_SUITE_END();
