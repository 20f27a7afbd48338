// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>
#include <cstring>

#include "motet/estimator.hpp"
#include "support/dense.hpp"
#include "support/effort.hpp"
#include "support/parameters.hpp"
#include "workspace/stage.hpp"

using namespace motet;
using support::Effort;
using support::needs;
using support::wide;

namespace {

support::Samples as_samples(const test::Rows& rows) { return {rows.dim, rows.count(), rows.x, rows.y}; }

/// The kept rows of an estimator.
template <class Learner>
test::Rows read_kept(Learner& learner) {
  test::Rows rows{static_cast<std::uint32_t>(learner.dim()), {}, {}};
  for (std::uint32_t t = 0; t < learner.view().state->kept; ++t) {
    const float* row = core::stream::kept_row(learner.view(), t);
    rows.x.insert(rows.x.end(), row, row + rows.dim);
    rows.y.push_back(row[rows.dim]);
  }
  return rows;
}

/// Nats per kept sample of a model in user's units, in double.
template <class Learner, class Fitted>
double measure_loglik(Learner& learner, const Fitted& model) {
  return support::compute_loglik(support::read_parameters(model), support::Design(as_samples(read_kept(learner))));
}

/// What a refused fit must leave: the model, the report and the stream.
template <std::size_t Dim, std::size_t Experts, std::size_t Window>
void check_refusal(Estimator<Dim, Experts, Window>& learner, Status status) {
  Model<Dim, Experts> model;
  *model.store().size = {static_cast<std::uint32_t>(learner.dim()), 1};
  for (std::uint32_t at = 0; at < model.store().shape.floats(); ++at)
    model.store().parameters[at] = 0.5f + static_cast<float>(at);
  Report report;
  std::memset(static_cast<void*>(&report), 0x5a, sizeof report);
  const core::EstimatorView e = learner.view();
  const support::Snapshot fitted(model), told(report), state(*e.state);
  const support::Snapshot moments(e.block, e.plan->sample * sizeof(float));
  const support::Snapshot frame(e.block + e.plan->frame, (e.plan->solve - e.plan->frame) * sizeof(float));
  const support::Snapshot kept(e.block + e.plan->reservoir, (e.plan->floats - e.plan->reservoir) * sizeof(float));
  CHECK(learner.fit(model, report) == status);
  CHECK(fitted.unchanged());
  CHECK(told.unchanged());
  CHECK(state.unchanged());
  CHECK(moments.unchanged());
  CHECK(frame.unchanged());
  CHECK(kept.unchanged());
}

}  // namespace

TEST_SUITE_BEGIN("fit/fit");

TEST_CASE("one expert is least squares over the whole stream, as in double, 4 inputs x 900 samples") {
  test::Rows rows = test::draw_rows(4, 900, 1);
  for (std::size_t s = 0; s < 900; ++s) rows.y[s] += 3.0f * rows.at(s)[0] - 2.0f * rows.at(s)[3] + 7.0f;
  Estimator<4, 3, 100> learner(test::make_settings(4, 1));
  CHECK(learner.push(rows.x, rows.y, 900) == Status::ok);
  Model<4, 3> model;
  Report report;
  CHECK(learner.fit(model, report) == Status::ok);
  const support::Design design(as_samples(rows));
  support::Symmetric normal(5);
  std::vector<double> rhs(5);
  for (std::size_t s = 0; s < 900; ++s) {
    for (std::uint32_t a = 0; a < 5; ++a) {
      rhs[a] += design.y[s] * design.row(s)[a];
      for (std::uint32_t b = 0; b < 5; ++b) normal(a, b) += design.row(s)[a] * design.row(s)[b];
    }
  }
  const std::vector<double> line = support::solve_definite(normal, rhs, 0.0);
  double energy = 0.0;
  for (std::size_t s = 0; s < 900; ++s) energy += std::pow(design.y[s] - support::dot(line.data(), design.row(s), 5), 2.0);
  // Moments of 900 samples: three deviations of their roundings, in deviations of y (about 4).
  const double bound = 3.0 * std::sqrt(900.0) * support::roundoff * 4.0 * 3.0;
  for (std::uint32_t j = 0; j < 4; ++j) CHECK(support::apart(model.slope(0, j), line[1 + j]) <= bound);
  CHECK(support::apart(model.intercept(0), line[0]) <= bound * 3.0);
  CHECK(support::apart(model.sigma(0), std::sqrt(energy / 900.0)) <= 1e-4);
  CHECK(report.start == Start::linear);
  CHECK(report.tensor_state == TensorState::not_used);
  CHECK(report.converged);
  CHECK(support::apart(report.loglik, measure_loglik(learner, model)) <= 1e-5);
}

TEST_CASE("the report's likelihood is that of the model on the kept samples, in user's units, 4 inputs x 3 experts" *
          needs(Effort::some)) {
  support::Random random(2);
  test::Rows rows = test::draw_rows(support::make_general(random, 3, 4, 0.2), 2000, 2);
  for (float& y : rows.y) y = 1000.0f + 250.0f * y;
  Estimator<4, 3, 700> learner;
  CHECK(learner.push(rows.x, rows.y, 2000) == Status::ok);
  Model<4, 3> model;
  Report report;
  CHECK(learner.fit(model, report) == Status::ok);
  CHECK(report.loglik_known);
  // 1e-6 of it for the sums, and what the parameters lose when they are written in user's units.
  CHECK(support::apart(report.loglik, measure_loglik(learner, model)) <= 2e-5 * std::fabs(wide(report.loglik)));
  CHECK(report.loglik >= std::max(report.loglik_tensor, report.loglik_gate_first) - 1e-6f);
}

TEST_CASE("every field of the report is plausible, 5 inputs of rank 4 x 2 experts x 3000 samples, window 500" *
          needs(Effort::some)) {
  support::Random random(3);
  test::Rows rows = test::draw_rows(support::make_unit(random, 2, 5, 0.1), 3000, 3);
  for (std::size_t s = 0; s < 3000; ++s) rows.at(s)[4] = rows.at(s)[0] + rows.at(s)[1];
  Estimator<5, 4, 500> learner(test::make_settings(5, 2));
  CHECK(learner.push(rows.x, rows.y, 3000) == Status::ok);
  Model<5, 4> model;
  Report report;
  CHECK(learner.fit(model, report) == Status::ok);
  CHECK(report.start != Start::none);
  CHECK(report.start != Start::in_use);
  CHECK(report.iterations_tensor > 0);
  CHECK(report.iterations_gate_first > 0);
  CHECK(report.converged);
  CHECK(report.samples == 3000);
  CHECK(report.effective_samples == 3000.0f);
  CHECK(report.window_samples == 500);
  CHECK(report.dim == 5);
  CHECK(report.rank == 4);
  CHECK(report.condition > 1.0f);
  CHECK(report.condition < 10.0f);
  CHECK(report.skewness > 0.3f);
  CHECK(report.skewness < 2.0f);
  CHECK(std::fabs(report.skewness_excess) < 1e-3f);
  CHECK(report.experts_asked == 2);
  CHECK(report.experts == model.experts());
  CHECK(report.spectrum[0] >= report.spectrum[3]);
  CHECK(report.spectrum[4] == 0.0f);
  CHECK(support::apart(report.spectrum_noise, std::sqrt(2.0 * 4.0 / 3000.0)) <= 1e-6);
  double weight = 0.0;
  for (std::uint32_t i = 0; i < report.experts; ++i) {
    const double freedom = 500.0 / (500.0 - 5.0 * report.experts);
    CHECK(support::apart(report.sigma[i], std::sqrt(freedom) * wide(model.sigma(i))) <= 1e-6 * wide(model.sigma(i)));
    CHECK(report.power_iterations[i] >= 1);
    CHECK(report.power_iterations[i] <= 50);
    CHECK(report.power_residual[i] >= 0.0f);
    weight += wide(report.weight[i]);
  }
  CHECK(support::apart(weight, 1.0) <= 500.0 * support::roundoff);
  for (std::uint32_t i = report.experts; i < max_experts; ++i) CHECK(report.weight[i] == 0.0f);
}

TEST_CASE("the same stream gives the same model to the bit, and a fit leaves the stream as it was") {
  support::Random random(4);
  const test::Rows rows = test::draw_rows(support::make_general(random, 3, 3, 0.2), 900, 4);
  Estimator<3, 3, 300> first, second;
  Model<3, 3> model, again, early;
  CHECK(test::push_rows(first.view(), rows, 0, 400) == 0);
  CHECK(first.fit(early) == Status::ok);
  CHECK(test::push_rows(first.view(), rows, 400, 900) == 0);
  CHECK(test::push_rows(second.view(), rows, 0, 900) == 0);
  CHECK(first.fit(model) == Status::ok);
  CHECK(second.fit(again) == Status::ok);
  CHECK(std::memcmp(&model, &again, sizeof model) == 0);
}

TEST_CASE("too few samples are refused until the frame stands, and until each coefficient has two, 3 inputs x 2 experts") {
  const test::Rows rows = test::draw_rows(3, 100, 5);
  Settings settings = test::make_settings(3, 2);
  settings.calibration = 10;
  Estimator<3, 2, 50> learner(settings);
  check_refusal(learner, Status::too_few_samples);
  CHECK(test::push_rows(learner.view(), rows, 0, 15) == 0);
  check_refusal(learner, Status::too_few_samples);
  CHECK(test::push_rows(learner.view(), rows, 15, 16) == 0);
  Model<3, 2> model;
  CHECK(learner.fit(model) == Status::ok);

  settings.calibration = 28;
  Estimator<3, 2, 50> held(settings);
  CHECK(test::push_rows(held.view(), rows, 0, 27) == 0);
  check_refusal(held, Status::too_few_samples);

  Estimator<3, 2, 7> narrow;  // a window of less than a sample a coefficient
  CHECK(test::push_rows(narrow.view(), rows, 0, 100) == 0);
  check_refusal(narrow, Status::too_few_samples);
  Estimator<3, 2, 8> wide_enough;
  CHECK(test::push_rows(wide_enough.view(), rows, 0, 100) == 0);
  CHECK(wide_enough.fit(model) == Status::ok);
}

TEST_CASE("a stream that cannot be fitted is refused by name and the model stays") {
  test::Rows rows = test::draw_rows(3, 200, 6);
  for (std::size_t s = 0; s < 200; ++s) rows.at(s)[0] = rows.at(s)[1] = rows.at(s)[2] = 4.5f;
  Estimator<3, 2, 50> still;
  CHECK(still.push(rows.x, rows.y, 200) == Status::ok);
  check_refusal(still, Status::constant_inputs);

  rows = test::draw_rows(3, 200, 7);
  for (float& y : rows.y) y = -3.0f;
  Estimator<3, 2, 50> flat;
  CHECK(flat.push(rows.x, rows.y, 200) == Status::ok);
  check_refusal(flat, Status::constant_target);

  rows = test::draw_rows(3, 200, 8);
  for (std::size_t s = 0; s < 200; ++s) rows.at(s)[2] = rows.at(s)[0] - rows.at(s)[1];
  Settings settings;
  settings.drop_collinear = false;
  Estimator<3, 2, 50> collinear(settings);
  CHECK(collinear.push(rows.x, rows.y, 200) == Status::ok);
  check_refusal(collinear, Status::ill_conditioned);
}

TEST_CASE("a model whose numbers no float can hold is refused as no fit") {
  Settings settings = test::make_settings(2, 1);
  settings.range = 1e30f;
  Estimator<2, 1, 20> learner(settings);
  test::Rows rows = test::draw_rows(2, 200, 11);
  for (std::size_t s = 0; s < 200; ++s) {
    rows.y[s] = 1e29f * (rows.y[s] + 2.0f * rows.at(s)[0]);
    rows.at(s)[0] *= 1e-12f;  // a slope of 1e41
  }
  CHECK(learner.push(rows.x, rows.y, 200) == Status::ok);
  check_refusal(learner, Status::no_fit);
}

TEST_CASE("a window of fewer than two samples a coefficient is not searched, 4 inputs x 3 experts") {
  support::Random random(41);
  const test::Rows rows = test::draw_rows(support::make_general(random, 3, 4, 0.3), 400, 41);
  const auto count_passes = [&](auto& learner, std::uint32_t searches) {
    Settings settings = test::make_settings(4, 3);
    settings.searches = searches;
    CHECK(learner.reset(settings) == Status::ok);
    CHECK(learner.push(rows.x, rows.y, 400) == Status::ok);
    Model<4, 3> model;
    Report report;
    CHECK(learner.fit(model, report) == Status::ok);
    CHECK(report.experts == 3);
    return report.iterations_last;
  };
  // Three experts and two rows of the gate: 25 coefficients.
  static Estimator<4, 3, 49> small;
  static Estimator<4, 3, 50> large;
  CHECK(count_passes(small, 4) == count_passes(small, 0));
  CHECK(count_passes(large, 4) > count_passes(large, 0));
}

TEST_CASE("inputs of every extent are fitted with every number of experts, 1 to 32 inputs x 1, 2 and 8 experts" *
          needs(Effort::some)) {
  static Estimator<32, 8, 300> learner;
  static Model<32, 8> model;
  for (const std::uint32_t dim : support::awkward_extents) {
    for (const std::uint32_t experts : {1u, 2u, 8u}) {
      CAPTURE(dim);
      CAPTURE(experts);
      Settings settings = test::make_settings(dim, experts);
      settings.refine_iterations = settings.gate_iterations = 1;
      settings.searches = 0;
      settings.power_starts = 2;
      CHECK(learner.reset(settings) == Status::ok);
      support::Random random(dim);
      const test::Rows rows = test::draw_rows(support::make_general(random, 2, dim, 0.3), 600, dim);
      CHECK(learner.push(rows.x, rows.y, 600) == Status::ok);
      const core::EstimatorView e = learner.view();
      const support::Snapshot kept(e.block + e.plan->reservoir, 300 * (dim + 1) * sizeof(float));
      model = {};
      CHECK(learner.fit(model) == Status::ok);
      CHECK(kept.unchanged());
      CHECK(model.dim() == dim);
      CHECK(model.experts() >= 1);
      CHECK(model.experts() <= experts);
      Prediction<8> said;
      CHECK(model.predict(rows.row(0), said) == Status::ok);
    }
  }
}

TEST_SUITE_END();
