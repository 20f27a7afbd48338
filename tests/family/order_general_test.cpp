// SPDX-License-Identifier: MIT
#include "family/order_general.hpp"

#include <doctest/doctest.h>

#include "family/expect_general.hpp"
#include "family/stage.hpp"

using namespace motet;
using support::wide;

namespace {

using Learnt = test::Family<4, 5, 300>;

}  // namespace

TEST_SUITE_BEGIN("family/order_general");

TEST_CASE("ordering changes names and nothing else: trees and mixtures keep their likelihood, and their order is settled") {
  for (const Form& form : {make_tree(5, linear()), make_tree(4, sigmoid()), make_mixture(4, hyperbolic_tangent())}) {
    for (std::uint64_t seed = 1; seed <= 3; ++seed) {
      Learnt stage(form, test::draw_rows(form, 4, 0.1, 300, seed));
      core::solve::Workspace& work = stage.work();
      test::draw_candidate(work, form.experts, seed, work.best);
      const float before = test::find_loglik(stage.task, work.best);
      float weights = 0.0f;
      for (std::uint32_t i = 0; i < form.experts; ++i) weights += work.best.weight[i];
      core::family::order_canonically(stage.task);
      CHECK(support::apart(test::find_loglik(stage.task, work.best), before) <= 1e-5 * std::fabs(wide(before)));
      CHECK(check_form(stage.task.form, 8, nullptr) == Status::ok);
      for (std::uint32_t i = 0; i < form.experts; ++i) weights -= work.best.weight[i];
      CHECK(std::fabs(wide(weights)) <= 1e-6);
      const Form settled = stage.task.form;
      const std::vector<float> rows(work.best.expert, work.best.expert + form.experts * work.row());
      const std::vector<float> gate(work.best.gate, work.best.gate + form.experts * work.row());
      core::family::order_canonically(stage.task);
      CHECK(stage.task.form == settled);
      for (std::size_t at = 0; at < rows.size(); ++at) {
        CHECK(work.best.expert[at] == rows[at]);
        CHECK(work.best.gate[at] == gate[at]);
      }
    }
  }
}

TEST_CASE("experts that differ keep their places: a recurrent unit") {
  const Form form = make_gated_recurrent_unit();
  Learnt stage(form, test::draw_rows(form, 4, 0.1, 300, 4));
  core::solve::Workspace& work = stage.work();
  test::draw_candidate(work, 3, 4, work.best);
  const support::Snapshot rows(work.best.expert, 3 * work.row() * sizeof(float));
  core::family::order_canonically(stage.task);
  CHECK(rows.unchanged());
  CHECK(stage.task.form == form);
}

TEST_SUITE_END();
