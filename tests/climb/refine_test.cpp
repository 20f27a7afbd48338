// SPDX-License-Identifier: MIT
#include "climb/refine.hpp"

#include <doctest/doctest.h>

#include "climb/expect.hpp"
#include "support/effort.hpp"
#include "workspace/stage.hpp"

using namespace motet;
using core::solve::Scope;
using support::Effort;
using support::needs;
using support::wide;
using test::refine;

namespace {

using Learnt = test::Stage<4, 4, 500>;
using Half = test::Stage<4, 4, 250>;  // keeps every second sample

// What rounding may take: from one pass to the next, as refine.cpp says, and the E-step's own 1e-6 of the likelihood.
constexpr double noise = 3e-7 + 2e-6;
// Where each expert has its own variance, the common one that pulls them moves from pass to pass.
constexpr double pull = 2e-4;

test::Rows draw_mixed(std::uint32_t experts, double sigma, std::uint64_t seed) {
  support::Random random(seed);
  return test::draw_rows(support::make_general(random, experts, 4, sigma), 500, seed);
}

/// The likelihood that a refinement leaves is that of its candidate.
void check_loglik(core::solve::Workspace& work) {
  const float loglik = work.current.loglik;
  CHECK(test::measure_loglik(work));
  CHECK(work.current.loglik == loglik);
}

/// The objective in double: nats per sample, less the gate's ridge and, where each expert has its own variance, the pull
/// of two samples to the common one.
double measure_objective(const core::solve::Workspace& work, const test::White& white) {
  const core::solve::Candidate& c = work.current;
  double loss = 0.0;
  for (std::uint32_t at = 0; at < c.experts * work.row(); ++at)
    loss += wide(work.settings().gate_ridge) * wide(c.gate[at]) * wide(c.gate[at]);
  double likelihood = 0.0, energy = 0.0;
  for (std::size_t t = 0; t < white.count; ++t) {
    const test::Share share = test::share_out(work, c, white.row(t), white.y[t]);
    likelihood += share.log_density;
    for (std::uint32_t i = 0; i < c.experts; ++i) energy += share.responsibility[i] * share.residual[i] * share.residual[i];
  }
  const double n = static_cast<double>(white.count);
  for (std::uint32_t i = 0; i < c.experts && !work.settings().shared_sigma; ++i) {
    loss += 2.0 * (std::log(wide(c.variance[i])) + energy / n / wide(c.variance[i]));
  }
  return (likelihood - 0.5 * loss) / n;
}

/// Starts the same refinement again and again with a rising ceiling: the objective pass by pass.
template <class Stage>
void check_rising(Stage& stage, std::uint32_t experts, std::uint64_t seed, Scope scope, std::uint32_t ceilings) {
  core::solve::Workspace& work = stage.work;
  const test::White white = stage.read();
  double last = -1e30;
  for (std::uint32_t ceiling = 1; ceiling <= ceilings; ++ceiling) {
    test::draw_candidate(work, experts, seed, work.current);
    for (std::uint32_t i = 0; i < experts; ++i) work.current.variance[i] = 0.25f;
    const core::Climb progress = refine(work, scope, ceiling);
    CAPTURE(ceiling);
    if (progress.revived + progress.dropped > 0) return;  // a restart may fall
    const double objective = measure_objective(work, white);
    CHECK(objective >= last - (work.settings().shared_sigma ? noise : pull));
    CHECK(support::apart(work.current.loglik, test::measure_loglik(work, work.current, white)) <= noise * 10.0);
    last = objective;
  }
}

}  // namespace

TEST_SUITE_BEGIN("climb/refine");

TEST_CASE("the objective does not fall from pass to pass, 4 inputs x 2 to 4 experts, one noise or one each" *
          needs(Effort::full)) {
  for (const bool shared : {true, false}) {
    for (std::uint32_t experts = 2; experts <= 4; ++experts) {
      for (std::uint64_t seed = 1; seed <= 2; ++seed) {
        CAPTURE(shared);
        CAPTURE(experts);
        CAPTURE(seed);
        Settings settings = test::make_settings(4, experts);
        settings.shared_sigma = shared;
        Half stage(settings, draw_mixed(experts, 0.2, seed));
        check_rising(stage, experts, seed, Scope::joint, 18);
      }
    }
  }
}

TEST_CASE("the objective does not fall on few samples, 60 x 3 inputs x 2 to 4 experts, one noise or one each" *
          needs(Effort::full)) {
  for (const bool shared : {true, false}) {
    for (std::uint64_t seed = 1; seed <= 6; ++seed) {
      const std::uint32_t experts = 2 + static_cast<std::uint32_t>(seed) % 3;
      CAPTURE(shared);
      CAPTURE(seed);
      support::Random random(seed);
      Settings settings = test::make_settings(3, experts);
      settings.shared_sigma = shared;
      test::Stage<3, 4, 60> stage(settings, test::draw_rows(support::make_general(random, experts, 3, 0.3), 60, seed));
      check_rising(stage, experts, seed, Scope::joint, 32);
    }
  }
}

TEST_CASE("the objective does not fall where the gate must become steep, y = |x| x 4 inputs" * needs(Effort::full)) {
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    Settings settings = test::make_settings(4, 2);
    settings.gate_ridge = 1e-6f;
    Half stage(settings, test::draw_rows(support::make_opposite(4, 0.05), 500, seed));
    CAPTURE(seed);
    check_rising(stage, 2, seed, Scope::joint, 30);
  }
}

TEST_CASE("the objective does not fall where only the gate and the noise move, 3 experts" * needs(Effort::some)) {
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    Half stage(test::make_settings(4, 3), draw_mixed(3, 0.2, seed));
    check_rising(stage, 3, seed, Scope::gate, 20);
  }
}

TEST_CASE("passes never exceed the ceiling, whatever the start; a ceiling of 0 is one that measures" * needs(Effort::some)) {
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    Settings settings = test::make_settings(4, 4);
    settings.gate_ridge = 1e-6f;
    Learnt stage(settings, draw_mixed(4, 0.02, seed));
    for (const std::uint32_t ceiling : {0u, 1u, 2u, 3u, 5u, 10u, 25u}) {
      test::draw_candidate(stage.work, 4, seed, stage.work.current);
      for (std::uint32_t at = 0; at < 3 * stage.work.row(); ++at) stage.work.current.gate[at] *= 20.0f;
      CHECK(refine(stage.work, Scope::joint, ceiling).passes <= (ceiling > 0 ? ceiling : 1));
      check_loglik(stage.work);
    }
  }
}

TEST_CASE("a converged candidate has little left to gain, and its likelihood is that of what it leaves" * needs(Effort::some)) {
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    Settings settings = test::make_settings(4, 3);
    Learnt stage(settings, draw_mixed(3, 0.2, seed));
    core::solve::Workspace& work = stage.work;
    test::draw_candidate(work, 3, seed, work.current);
    for (std::uint32_t i = 0; i < 3; ++i) work.current.variance[i] = 0.25f;
    const core::Climb progress = refine(work, Scope::joint, 2000);
    CHECK(progress.converged);
    CHECK(progress.passes < 2000);
    check_loglik(work);
    const test::White white = stage.read();
    const double reached = measure_objective(work, white);
    core::solve::Workspace further = work;
    settings.tolerance = 1e-7f;
    CHECK(stage.learner.adjust(settings) == Status::ok);
    static_cast<void>(refine(further, Scope::joint, 500));
    // Aitken's guess of what is left may err by a few times.
    CHECK(measure_objective(further, white) - reached <= 10.0 * 2e-6 + noise);
  }
}

TEST_CASE("the experts are held to the bit where only the gate is free") {
  Learnt stage(test::make_settings(4, 3), draw_mixed(3, 0.2, 6));
  core::solve::Workspace& work = stage.work;
  test::draw_candidate(work, 3, 6, work.current);
  const support::Snapshot experts(work.current.expert, 3 * work.row() * sizeof(float));
  const support::Snapshot gate(work.current.gate, 2 * work.row() * sizeof(float));
  const core::Climb progress = refine(work, Scope::gate, 10);
  CHECK(experts.unchanged());
  CHECK_FALSE(gate.unchanged());
  CHECK(progress.revived == 0);
  CHECK(progress.dropped == 0);
  for (std::uint32_t j = 0; j < work.row(); ++j) CHECK(row_of(work, work.current.gate, 2)[j] == 0.0f);
}

TEST_CASE("one expert is refined to least squares at once, 4 inputs") {
  Learnt stage(test::make_settings(4, 1), draw_mixed(1, 0.5, 7));
  core::solve::Workspace& work = stage.work;
  test::draw_candidate(work, 1, 7, work.current);
  const core::Climb progress = refine(work, Scope::joint, 20);
  CHECK(progress.converged);
  const test::White white = stage.read();
  for (std::uint32_t j = 0; j < 5; ++j) {
    double moment = 0.0;
    for (std::size_t t = 0; t < white.count; ++t) {
      moment += (white.y[t] - test::follow(work.current.expert, white.row(t), 5)) * white.row(t)[j] / 500.0;
    }
    // The ridge of 1e-6 a sample, and the roundings of 500 terms.
    CHECK(std::fabs(moment) <= 1e-6 * 2.0 + 500.0 * support::roundoff);
  }
}

TEST_CASE("a candidate that is not finite comes to its end") {
  Learnt stage(test::make_settings(4, 3), draw_mixed(3, 0.2, 8));
  for (const float bad : {support::sentinel, 3e38f}) {
    test::draw_candidate(stage.work, 3, 8, stage.work.current);
    row_of(stage.work, stage.work.current.expert, 1)[0] = bad;
    CHECK(refine(stage.work, Scope::joint, 15).passes <= 15);
  }
}

TEST_CASE("an expert that dies starts again beside the one that explains least, 3 experts of which one is far away" *
          needs(Effort::some)) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    Learnt stage(test::make_settings(4, 3), draw_mixed(3, 0.1, seed));
    core::solve::Workspace& work = stage.work;
    core::solve::clear(work, 3, work.current);
    row_of(work, work.current.expert, 0)[1] = 0.5f;
    row_of(work, work.current.expert, 1)[1] = -0.5f;
    row_of(work, work.current.expert, 2)[0] = 1000.0f;
    const core::Climb progress = refine(work, Scope::joint, 300);
    CAPTURE(seed);
    CHECK(progress.revived >= 1);
    CHECK(work.current.experts + progress.dropped == 3);
    float total = 0.0f;
    for (std::uint32_t i = 0; i < work.current.experts; ++i) {
      CHECK(work.current.weight[i] * 500.0f >= 3.0f);
      total += work.current.weight[i];
    }
    CHECK(support::apart(total, 1.0) <= 500.0 * support::roundoff);
  }
}

TEST_CASE("an expert that dies where none leaves an error starts again above the noise floor, a target that rests but once") {
  test::Rows rows = test::draw_rows(2, 40, 3);
  for (std::size_t s = 0; s < 40; ++s) rows.y[s] = s == 30 ? 1.0f : 0.0f;  // behind calibration, which drops strays
  for (std::uint32_t ceiling = 1; ceiling <= 12; ++ceiling) {
    CAPTURE(ceiling);
    test::Stage<2, 2, 40> stage({}, rows);
    core::solve::Workspace& work = stage.work;
    core::solve::clear(work, 2, work.current);
    float* low = row_of(work, work.current.expert, 0);
    float* high = row_of(work, work.current.expert, 1);
    for (std::uint32_t t = 0; t < 40; ++t) {
      float w[4];
      const float y = read_sample(work, t, w);
      low[0] = y < low[0] ? y : low[0];
      high[0] = y > high[0] ? y : high[0];
    }
    work.current.variance[0] = work.current.variance[1] = 1e-4f;
    const core::Climb progress = refine(work, Scope::joint, ceiling);
    CHECK(progress.dropped == 0);
    CHECK(std::isfinite(work.current.loglik));
  }
}

TEST_CASE("experts that die again and again are dropped, and what is left is whole, 8 samples on one line") {
  std::uint32_t dropped = 0;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    test::Rows rows = test::draw_rows(1, 40, seed);
    for (std::size_t s = 0; s < 40; ++s) rows.y[s] = 2.0f * rows.x[s] + 0.01f * rows.y[s];
    test::Stage<1, 4, 8> stage({}, rows);
    core::solve::Workspace& work = stage.work;
    test::draw_candidate(work, 4, seed, work.current);
    const core::Climb progress = refine(work, Scope::joint, 400);
    dropped += progress.dropped;
    CHECK(work.current.experts + progress.dropped == 4);
    CHECK(work.current.experts >= 1);
    CHECK(work.current.loglik - work.current.loglik == 0.0f);
    for (std::uint32_t j = 0; j < work.row(); ++j) CHECK(row_of(work, work.current.gate, work.current.experts - 1)[j] == 0.0f);
  }
  CHECK(dropped > 0);
}

TEST_CASE(
    "reassigning puts one of the two that agree most beside the one that explains least, after failures another, 3 experts") {
  for (std::uint32_t failed = 0; failed < 5; ++failed) {
    Learnt stage(test::make_settings(4, 3), draw_mixed(3, 0.1, 11));
    core::solve::Workspace& work = stage.work;
    core::solve::clear(work, 3, work.current);
    row_of(work, work.current.expert, 0)[1] = 0.5f;
    row_of(work, work.current.expert, 1)[1] = -2.0f;
    row_of(work, work.current.expert, 2)[1] = 0.52f;
    row_of(work, work.current.gate, 0)[0] = 1.0f;
    row_of(work, work.current.gate, 1)[0] = 1.0f;
    for (std::uint32_t i = 0; i < 3; ++i) work.current.variance[i] = 0.01f * static_cast<float>(i + 1);
    const std::vector<float> before(work.current.expert, work.current.expert + 3 * work.row());
    const core::solve::Sums sums = core::solve::lay_sums(work);
    CHECK(test::expect(work, sums));
    const std::uint32_t spare = ((sums.weight[2] < sums.weight[0] ? 2 : 0) + failed) % 3;
    const std::uint32_t first = spare == 0 ? 1 : 0;
    const std::uint32_t second = 3 - spare - first;
    const std::uint32_t richest = sums.energy[first] >= sums.energy[second] ? first : second;
    const std::uint32_t other = 3 - spare - richest;
    const double apart = std::sqrt(wide(sums.energy[richest]) / wide(sums.weight[richest]));
    CHECK(test::reassign(work, failed));
    CHECK(work.current.experts == 3);
    // One deviation of its noise above and below where the other was.
    const double middle = wide(before[richest * work.row()]);
    CHECK(support::apart(row_of(work, work.current.expert, spare)[0], middle + apart) <= 1e-5 * apart);
    CHECK(support::apart(row_of(work, work.current.expert, richest)[0], middle - apart) <= 1e-5 * apart);
    for (std::uint32_t j = 1; j < work.row(); ++j) {
      CHECK(row_of(work, work.current.expert, spare)[j] == before[richest * work.row() + j]);
      CHECK(row_of(work, work.current.expert, other)[j] == before[other * work.row() + j]);
    }
    for (std::uint32_t i = 0; i < 3; ++i) CHECK(wide(work.current.variance[i]) >= apart * apart * (1.0 - 1e-5));
    for (std::uint32_t j = 0; j < work.row(); ++j) CHECK(row_of(work, work.current.gate, 2)[j] == 0.0f);
  }
}

TEST_CASE("reassigning leads out of optima where EM was stuck, 2 inputs x 4 experts, three known starts" *
          needs(Effort::full)) {
  // Pairs of a mixture and a random start that end .3 to 1 nat below the best.
  const std::uint64_t stuck_at[3][2] = {{1, 7}, {2, 0}, {6, 3}};
  int freed = 0;
  for (const auto& [seed, start] : stuck_at) {
    support::Random random(seed);
    Learnt stage(test::make_settings(2, 4), test::draw_rows(support::make_general(random, 4, 2, 0.1), 500, seed));
    core::solve::Workspace& work = stage.work;
    test::draw_candidate(work, 4, start, work.current);
    for (std::uint32_t i = 0; i < 4; ++i) work.current.variance[i] = 0.25f;
    for (std::uint32_t at = 0; at < 4 * work.row(); ++at) work.current.gate[at] = 0.0f;
    static_cast<void>(refine(work, Scope::joint, 600));
    const float stuck = work.current.loglik;
    CHECK(test::reassign(work, 0));
    static_cast<void>(refine(work, Scope::joint, 600));
    freed += work.current.loglik > stuck + 0.3f;
  }
  CHECK(freed == 3);
}

TEST_CASE("refinement writes nowhere but in its regions, 4 inputs x 4 experts") {
  Learnt stage(test::make_settings(4, 4), draw_mixed(4, 0.2, 9));
  core::solve::Workspace& work = stage.work;
  test::draw_candidate(work, 4, 9, work.current);
  const core::EstimatorView e = work.estimator;
  const support::Snapshot moments(e.block, e.plan->sample * sizeof(float));
  const support::Snapshot frame(e.block + e.plan->frame, (e.plan->solve - e.plan->frame) * sizeof(float));
  const support::Snapshot best(work.best.expert, 4 * work.row() * sizeof(float));
  const support::Snapshot reservoir(e.block + e.plan->reservoir, (e.plan->floats - e.plan->reservoir) * sizeof(float));
  static_cast<void>(refine(work, Scope::joint, 20));
  CHECK(moments.unchanged());
  CHECK(frame.unchanged());
  CHECK(best.unchanged());
  CHECK(reservoir.unchanged());
}

TEST_CASE("from near the truth the mixture comes back, 4 inputs x 3 experts x noise 0.1 x 500 samples") {
  support::Random random(10);
  const support::Mixture truth = support::make_general(random, 3, 4, 0.1);
  Learnt stage(test::make_settings(4, 3), test::draw_rows(truth, 500, 10));
  core::solve::Workspace& work = stage.work;
  Model<4, 4> model;
  const core::ModelStore store = model.store();
  *store.size = {4, 3};
  for (std::uint32_t i = 0; i < 3; ++i) {
    for (std::uint32_t j = 0; j < 4; ++j) {
      store.parameters[store.shape.slope(i) + j] = support::narrow(truth.slope[i][j] + 0.2 * random.normal());
      store.parameters[store.shape.gate_slope(i) + j] =
          support::narrow(0.5 * (truth.gate_slope[i][j] - truth.gate_slope[2][j]));
    }
    store.parameters[store.shape.intercept(i)] = support::narrow(truth.intercept[i]);
    store.parameters[store.shape.sigma(i)] = 0.5f;
  }
  core::solve::read_model(work, model.view(), work.current);
  static_cast<void>(refine(work, Scope::joint, 300));
  CHECK(core::solve::write_model(work, work.current, store));
  double weight = 1.0;
  for (std::uint32_t i = 0; i < 3; ++i) weight = std::fmin(weight, wide(work.current.weight[i]));
  CHECK(weight > 0.1);
  // Five deviations of a slope that a tenth of the samples decides, within a part of the space.
  const double bound = 5.0 * 0.1 / std::sqrt(0.3 * weight * 500.0);
  for (std::uint32_t i = 0; i < 3; ++i) {
    for (std::uint32_t j = 0; j < 4; ++j) CHECK(support::apart(model.slope(i, j), truth.slope[i][j]) <= bound);
    CHECK(support::apart(model.intercept(i), truth.intercept[i]) <= bound);
    CHECK(support::apart(model.sigma(i), 0.1) <= 0.02);
  }
}

TEST_SUITE_END();
