// SPDX-License-Identifier: MIT
#include "family/refine_general.hpp"

#include <doctest/doctest.h>

#include "family/expect_general.hpp"
#include "family/stage.hpp"
#include "support/effort.hpp"

using namespace motet;
using support::Effort;
using support::needs;
using support::wide;

namespace {

using Learnt = test::Family<4, 4, 400>;

// What rounding may take: from one pass to the next, as refine.cpp says, and the E-step's own 1e-6 of the likelihood.
constexpr double noise = 3e-7 + 2e-6;

const Form forms[] = {make_mixture(2, sigmoid()),   make_mixture(3, hyperbolic_tangent()),
                      make_mixture(3, rectifier()), make_mixture(2, leaky_rectifier(0.01f)),
                      make_tree(4, linear()),       make_tree(3, sigmoid()),
                      make_gated_recurrent_unit(),  make_mixture(1, sigmoid())};

double measure_objective(const core::family::Task& task, const test::White& white) {
  const core::solve::Candidate& c = task.work.current;
  double ridge = 0.0;
  for (std::uint32_t at = 0; at < c.experts * task.work.row(); ++at) ridge += wide(c.gate[at]) * wide(c.gate[at]);
  return test::measure_loglik(task, c, white) -
         0.5 * wide(task.work.settings().gate_ridge) * ridge / static_cast<double>(white.count);
}

/// A start far from everything: random rows, the gate and the noise large.
void draw_start(core::family::Task& task, std::uint64_t seed) {
  test::draw_candidate(task.work, task.form.experts, seed, task.work.current);
  for (std::uint32_t i = 0; i < task.form.experts; ++i) task.work.current.variance[i] = 0.25f;
}

}  // namespace

TEST_SUITE_BEGIN("family/refine_general");

TEST_CASE("the objective does not fall from pass to pass, eight forms x 4 inputs" * needs(Effort::full)) {
  for (const Form& form : forms) {
    for (std::uint64_t seed = 1; seed <= 2; ++seed) {
      Learnt stage(form, test::draw_rows(form, 4, 0.1, 400, seed));
      const test::White white = stage.read();
      double last = -1e30;
      for (std::uint32_t ceiling = 1; ceiling <= 40; ++ceiling) {
        draw_start(stage.task, seed);
        const core::Climb progress = test::refine(stage.task, ceiling, 1e-7f);
        if (progress.revived > 0) break;  // a restart may fall
        CAPTURE(ceiling);
        const double objective = measure_objective(stage.task, white);
        CHECK(objective >= last - noise);
        CHECK(support::apart(stage.work().current.loglik, test::measure_loglik(stage.task, stage.work().current, white)) <=
              1e-5);
        last = objective;
      }
    }
  }
}

TEST_CASE("passes never exceed the ceiling; a converged candidate has little left to gain" * needs(Effort::some)) {
  for (const Form& form : forms) {
    Learnt stage(form, test::draw_rows(form, 4, 0.1, 400, 3));
    const test::White white = stage.read();
    for (const std::uint32_t ceiling : {0u, 1u, 2u, 5u}) {
      draw_start(stage.task, 3);
      CHECK(test::refine(stage.task, ceiling, 1e-7f).passes <= (ceiling > 0 ? ceiling : 1));
    }
    draw_start(stage.task, 3);
    const core::Climb progress = test::refine(stage.task, 1000, 1e-5f);
    CHECK(progress.converged);
    CHECK(progress.passes < 1000);
    const double reached = measure_objective(stage.task, white);
    test::refine(stage.task, 300, 1e-7f);
    CHECK(measure_objective(stage.task, white) - reached <= 2e-4);
  }
}

TEST_CASE("an expert that dies starts again beside the one that explains least, softmax and tree" * needs(Effort::some)) {
  for (const Form& form : {make_mixture(3, hyperbolic_tangent()), make_tree(3, linear())}) {
    Learnt stage(form, test::draw_rows(form, 4, 0.1, 400, 4));
    core::solve::Workspace& work = stage.work();
    core::solve::clear(work, 3, work.current);
    row_of(work, work.current.expert, 0)[1] = 0.5f;
    row_of(work, work.current.expert, 1)[1] = -0.5f;
    row_of(work, work.current.gate, 1)[0] = 60.0f;  // expert 1 has it all, or in the tree has nothing
    const core::Climb progress = test::refine(stage.task, 200, 1e-6f);
    CHECK(progress.revived >= 1);
    CHECK(work.current.experts == 3);
    CHECK(work.current.loglik - work.current.loglik == 0.0f);
  }
}

TEST_CASE("a candidate that is not finite comes to its end") {
  for (const float bad : {support::sentinel, 3e38f}) {
    const Form form = make_mixture(2, sigmoid());
    Learnt stage(form, test::draw_rows(form, 4, 0.1, 400, 5));
    draw_start(stage.task, 5);
    row_of(stage.work(), stage.work().current.expert, 1)[0] = bad;
    CHECK(test::refine(stage.task, 15, 1e-6f).passes <= 15);
  }
}

TEST_CASE("reassigning copies the expert with the most energy, one deviation above and below; a tree keeps its decisions") {
  for (const Form& form : {make_mixture(3, sigmoid()), make_tree(3, sigmoid())}) {
    Learnt stage(form, test::draw_rows(form, 4, 0.1, 400, 6));
    core::solve::Workspace& work = stage.work();
    draw_start(stage.task, 6);
    const core::solve::Sums sums = core::solve::lay_sums(work);
    CHECK(core::solve::expect(stage.task, sums));
    const std::vector<float> expert(work.current.expert, work.current.expert + 3 * work.row());
    const std::vector<float> gate(work.current.gate, work.current.gate + 3 * work.row());
    const core::solve::Pair alike = core::solve::find_alike(work, work.current);
    const std::uint32_t spare = sums.weight[alike.second] < sums.weight[alike.first] ? alike.second : alike.first;
    std::uint32_t richest = spare == 0 ? 1 : 0;
    for (std::uint32_t i = 0; i < 3; ++i) {
      if (i != spare && sums.energy[i] > sums.energy[richest]) richest = i;
    }
    const double apart = std::sqrt(wide(sums.energy[richest]) / wide(sums.weight[richest]));
    CHECK(core::solve::reassign(stage.task, 0));
    const double middle = wide(expert[richest * work.row()]);
    CHECK(support::apart(row_of(work, work.current.expert, spare)[0], middle + apart) <= 1e-5 * (1.0 + apart));
    CHECK(support::apart(row_of(work, work.current.expert, richest)[0], middle - apart) <= 1e-5 * (1.0 + apart));
    for (std::uint32_t j = 1; j < work.row(); ++j)
      CHECK(row_of(work, work.current.expert, spare)[j] == expert[richest * work.row() + j]);
    for (std::uint32_t at = 0; form.tree() && at < 3 * work.row(); ++at) CHECK(work.current.gate[at] == gate[at]);
  }
}

TEST_CASE("refinement writes nowhere but in its regions, 4 inputs x 4 experts behind a tree") {
  const Form form = make_tree(4, hyperbolic_tangent());
  Learnt stage(form, test::draw_rows(form, 4, 0.1, 400, 9));
  core::solve::Workspace& work = stage.work();
  draw_start(stage.task, 9);
  const core::EstimatorView e = work.estimator;
  const support::Snapshot moments(e.block, e.plan->sample * sizeof(float));
  const support::Snapshot frame(e.block + e.plan->frame, (e.plan->solve - e.plan->frame) * sizeof(float));
  const support::Snapshot best(work.best.expert, 4 * work.row() * sizeof(float));
  const support::Snapshot reservoir(e.block + e.plan->reservoir, (e.plan->floats - e.plan->reservoir) * sizeof(float));
  test::refine(stage.task, 20, 1e-7f);
  CHECK(moments.unchanged());
  CHECK(frame.unchanged());
  CHECK(best.unchanged());
  CHECK(reservoir.unchanged());
}

TEST_SUITE_END();
