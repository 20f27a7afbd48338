// SPDX-License-Identifier: MIT
#include "fit/write_report.hpp"

#include <doctest/doctest.h>

#include "workspace/stage.hpp"

using namespace motet;
using support::wide;

namespace {

using Learnt = test::Stage<5, 4, 200>;

/// A stage of 5 inputs, one of them collinear, whose fit has found something of everything.
struct Told : Learnt {
  Report report;

  Told() : Learnt(test::make_settings(5, 3), draw()) {
    test::draw_candidate(work, 2, 8, work.best);
    work.best.loglik = -1.25f;
    work.found.start = Start::gate_first;
    work.found.tensor_state = TensorState::unconverged;
    work.found.converged = true;
    work.found.loglik_tensor = -1.5f;
    work.found.loglik_gate_first = -1.375f;
    work.found.iterations_tensor = 7;
    work.found.iterations_gate_first = 8;
    work.found.iterations_last = 9;
    work.found.revived = 1;
    work.found.improved = 2;
    work.found.dropped = 3;
    work.found.spectrum_noise = 0.5f;
    for (std::uint32_t e = 0; e < work.white.rank; ++e) work.found.spectrum[e] = 4.0f - static_cast<float>(e);
    for (std::uint32_t i = 0; i < 3; ++i) {
      work.found.residual[i] = 0.25f * static_cast<float>(i);
      work.found.passes[i] = static_cast<float>(10 + i);
    }
    work.course().accepted = 300;
    report.spectrum.fill(9.0f);  // of an earlier fit
    report.sigma.fill(9.0f);
    core::solve::write_report(work, work.samples(), report);
  }

  static test::Rows draw() {
    support::Random random(8);
    test::Rows rows = test::draw_rows(support::make_general(random, 3, 5, 0.3), 300, 8);
    for (std::size_t s = 0; s < 300; ++s) {
      rows.at(s)[4] = rows.at(s)[0] + rows.at(s)[1];
      rows.y[s] = 20.0f * rows.y[s] - 3.0f;
    }
    return rows;
  }
  /// Deviations of y in the user's units.
  [[nodiscard]] double unit() const { return wide(work.white.target_deviation) / wide(work.estimator.state->target_scale); }
};

}  // namespace

TEST_SUITE_BEGIN("fit/write_report");

TEST_CASE("the stream and its inputs are told, 5 inputs of rank 4") {
  const Told told;
  CHECK(told.report.samples == 300);
  CHECK(told.report.effective_samples == 300.0f);
  CHECK(told.report.window_samples == 200);
  CHECK(told.report.dim == 5);
  CHECK(told.report.rank == 4);
  CHECK(told.report.condition == told.work.white.condition);
  CHECK(told.report.experts_asked == 3);
}

TEST_CASE("the skewness of x is Mardia's over its mean for Gaussian x, as in double") {
  Told told;
  const test::White white = told.read();
  // The window holds 200 of the 300 samples: the moments are compared over all of them by a stage that keeps all.
  test::Stage<5, 4, 300> all(test::make_settings(5, 3), Told::draw());
  Report report;
  all.work.best.experts = 0;
  CHECK(core::solve::measure_skewness(all.work));
  core::solve::write_report(all.work, all.work.samples(), report);
  const test::White every = all.read();
  double skewness = 0.0;
  for (std::uint32_t a = 1; a <= 4; ++a) {
    for (std::uint32_t b = 1; b <= 4; ++b) {
      for (std::uint32_t c = 1; c <= 4; ++c) {
        double moment = 0.0;
        for (std::size_t t = 0; t < 300; ++t) moment += every.row(t)[a] * every.row(t)[b] * every.row(t)[c] / 300.0;
        skewness += moment * moment;
      }
    }
  }
  const double freedom = 4.0 * 5.0 * 6.0;
  CHECK(support::apart(report.skewness, skewness * 300.0 / freedom) <= 1e-4 * (1.0 + skewness * 300.0 / freedom));
  CHECK(support::apart(report.skewness_excess, skewness / freedom - 1.0 / 300.0) <= 1e-4 / 30.0);
  CHECK(white.count == 200);
}

TEST_CASE("a noise level at its floor is told") {
  Told told;
  Report report;
  CHECK_FALSE(told.report.sigma_at_floor);
  const float floor = told.work.settings().sigma_floor;
  told.work.best.variance[0] = floor * floor;
  core::solve::write_report(told.work, told.work.samples(), report);
  CHECK(report.sigma_at_floor);
}

TEST_CASE("the starts are told, likelihoods in the user's units, and nothing is left of an earlier fit") {
  const Told told;
  const double to_user = std::log(told.unit());
  const Report& report = told.report;
  CHECK(report.start == Start::gate_first);
  CHECK(report.tensor_state == TensorState::unconverged);
  CHECK(report.converged);
  CHECK(support::apart(report.loglik_tensor, -1.5 - to_user) <= 1e-5);
  CHECK(support::apart(report.loglik_gate_first, -1.375 - to_user) <= 1e-5);
  CHECK(report.iterations_tensor == 7);
  CHECK(report.iterations_gate_first == 8);
  CHECK(report.iterations_last == 9);
  CHECK(report.revived == 1);
  CHECK(report.improved == 2);
  CHECK(report.dropped == 3);
  CHECK(report.spectrum_noise == 0.5f);
  for (std::uint32_t e = 0; e < 4; ++e) CHECK(report.spectrum[e] == 4.0f - static_cast<float>(e));
  for (std::uint32_t e = 4; e < max_cubic_dim; ++e) CHECK(report.spectrum[e] == 0.0f);
  for (std::uint32_t i = 0; i < 3; ++i) {
    CHECK(report.power_residual[i] == 0.25f * static_cast<float>(i));
    CHECK(report.power_iterations[i] == 10 + i);
  }
}

TEST_CASE("a likelihood that no start reached is zero") {
  Told told;
  told.work.found.iterations_tensor = told.work.found.iterations_gate_first = 0;
  core::solve::write_report(told.work, told.work.samples(), told.report);
  CHECK(told.report.loglik_tensor == 0.0f);
  CHECK(told.report.loglik_gate_first == 0.0f);
}

TEST_CASE("the winner is told, its noise in the user's units, 2 of 3 experts") {
  const Told told;
  const Report& report = told.report;
  CHECK(report.loglik_known);
  CHECK(support::apart(report.loglik, -1.25 - std::log(told.unit())) <= 1e-5);
  CHECK(report.experts == 2);
  for (std::uint32_t i = 0; i < 2; ++i) {
    const double sigma = std::sqrt(wide(told.work.best.variance[i]) * 200.0 / (200.0 - 2.0 * 5.0)) * told.unit();
    CHECK(support::apart(report.sigma[i], sigma) <= 4.0 * support::roundoff * sigma);
    CHECK(report.weight[i] == told.work.best.weight[i]);
  }
  for (std::uint32_t i = 2; i < max_experts; ++i) CHECK(report.sigma[i] == 0.0f);
}

TEST_CASE("a noise level is corrected by the degrees of freedom of what it was measured on") {
  Told told;
  core::solve::Candidate& best = told.work.best;
  const auto measure = [&](std::uint32_t window) {
    Report report;
    core::solve::write_report(told.work, window, report);
    return wide(report.sigma[1]) / (std::sqrt(wide(best.variance[1])) * told.unit());
  };
  const auto freedom = [](double samples, double used) { return std::sqrt(samples / (samples - used)); };
  CHECK(support::apart(measure(200), freedom(200.0, 10.0)) <= 1e-6);
  CHECK(support::apart(measure(0), freedom(300.0, 10.0)) <= 1e-6);
  CHECK(measure(10) == doctest::Approx(1.0));  // none are left
  told.work.estimator.state->settings.shared_sigma = false;
  best.weight[1] = 0.25f;
  CHECK(support::apart(measure(200), freedom(50.0, 5.0)) <= 1e-6);
  best.experts = 1;
  best.weight[0] = 1.0f;
  Report report;
  core::solve::write_report(told.work, 200, report);
  CHECK(support::apart(report.sigma[0], freedom(300.0, 5.0) * std::sqrt(wide(best.variance[0])) * told.unit()) <=
        1e-6 * wide(report.sigma[0]));
}

TEST_SUITE_END();
