// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <cmath>
#include <cstring>

#include "climb/likelihood.hpp"
#include "motet/errors.hpp"
#include "support/coverage.hpp"
#include "support/effort.hpp"
#include "workspace/stage.hpp"

using namespace motet;
using support::wide;

namespace {

template <std::size_t Dim, std::size_t Experts>
using Errors = StandardErrors<Dim, Experts>;

/// A mixture of few inputs whose x has another mean and unit in each: x_j = 3 j + 2^j N(0, 1).
test::Rows draw_shifted(std::uint32_t dim, std::uint32_t experts, std::size_t count, double sigma) {
  support::Random random(dim + 10 * experts);
  test::Rows rows = test::draw_rows(support::make_general(random, experts, dim, sigma), count, dim);
  for (std::size_t t = 0; t < count; ++t) {
    for (std::uint32_t j = 0; j < dim; ++j)
      rows.at(t)[j] = rows.at(t)[j] * std::ldexp(1.0f, static_cast<int>(j)) + 3.0f * static_cast<float>(j);
  }
  return rows;
}

/// The model's parameters in double, about its centre.
template <std::size_t Dim, std::size_t Experts>
test::Vector read_parameters(const Model<Dim, Experts>& model, const test::Likelihood& law) {
  test::Vector p(law.parameters());
  for (std::uint32_t i = 0; i < law.experts; ++i) {
    p[i * law.order] = wide(model.value_at_centre(i));
    if (i + 1 < law.experts) p[law.gate(i)] = wide(model.gate_at_centre(i));
    for (std::uint32_t j = 0; j + 1 < law.order; ++j) {
      p[i * law.order + 1 + j] = wide(model.slope(i, j));
      if (i + 1 < law.experts) p[law.gate(i) + 1 + j] = wide(model.gate_slope(i, j));
    }
    p[law.sigma(i)] = std::log(wide(model.sigma(i)));
  }
  return p;
}

/// Variances of contrasts of the parameters, in double: the larger of the sandwich and the inverse information.
class WideErrors {
 public:
  template <std::size_t Dim, std::size_t Experts>
  WideErrors(const test::Likelihood& law, const Model<Dim, Experts>& model, const test::Rows& rows)
      : information_(law.parameters()) {
    const test::Vector p = read_parameters(model, law);
    for (std::size_t t = 0; t < rows.count(); ++t) {
      test::Vector w{1.0};
      for (std::uint32_t j = 0; j < rows.dim; ++j) w.push_back(wide(rows.row(t)[j]) - wide(model.centre(j)));
      law.add_information(p, w.data(), wide(rows.y[t]), information_);
      scores_.push_back(law.score(p, w.data(), wide(rows.y[t])));
    }
    const double count = static_cast<double>(rows.count());
    widen_ = count / (count - law.experts * law.order);
  }

  /// Standard error of contrast'p.
  [[nodiscard]] double error(const test::Vector& contrast) const {
    const test::Vector solved = support::solve_definite(information_, contrast, 0.0);
    double inverse = 0.0, sandwich = 0.0;
    for (std::size_t a = 0; a < solved.size(); ++a) inverse += contrast[a] * solved[a];
    for (const test::Vector& score : scores_) {
      double moved = 0.0;
      for (std::size_t a = 0; a < solved.size(); ++a) moved += score[a] * solved[a];
      sandwich += moved * moved;
    }
    return std::sqrt(widen_ * std::fmax(inverse, sandwich));
  }

  /// Of one parameter.
  [[nodiscard]] double error(std::size_t parameter) const {
    test::Vector contrast(information_.order);
    contrast[parameter] = 1.0;
    return error(contrast);
  }

 private:
  support::Symmetric information_;
  std::vector<test::Vector> scores_;
  double widen_;
};

/// Fits and measures; the largest relative distance from the errors in double.
template <std::uint32_t Dim, std::uint32_t Experts>
double compare(const test::Rows& rows, std::uint32_t experts, bool shared) {
  Settings settings = test::make_settings(rows.dim, experts);
  settings.shared_sigma = shared;
  settings.gate_ridge = 1e-6f;  // the law in double has none
  Estimator<Dim, Experts, 1000> learner(settings);
  CHECK(learner.push(rows.x, rows.y, rows.count()) == Status::ok);
  Model<Dim, Experts> model;
  Errors<Dim, Experts> errors;
  CHECK(learner.fit(model) == Status::ok);
  CHECK_FALSE(errors.measured());
  CHECK(measure_errors(learner, model, errors) == Status::ok);
  CHECK(errors.measured());

  const test::Likelihood law{experts, rows.dim + 1, shared};
  const WideErrors exact(law, model, rows);
  double worst = 0.0;
  const auto check = [&](float value, double wanted) { worst = std::fmax(worst, support::apart(value, wanted) / wanted); };
  for (std::uint32_t i = 0; i < experts; ++i) {
    test::Vector origin(law.parameters()), gate_origin(law.parameters());
    origin[i * law.order] = 1.0;
    for (std::uint32_t j = 0; j < rows.dim; ++j) origin[i * law.order + 1 + j] = -wide(model.centre(j));
    check(errors.value_at_centre(i), exact.error(i * law.order));
    check(errors.intercept(i), exact.error(origin));
    check(errors.sigma(i), exact.error(law.sigma(i)) * wide(model.sigma(i)));
    for (std::uint32_t j = 0; j < rows.dim; ++j) check(errors.slope(i, j), exact.error(i * law.order + 1 + j));
    if (i + 1 == experts) continue;
    gate_origin[law.gate(i)] = 1.0;
    for (std::uint32_t j = 0; j < rows.dim; ++j) gate_origin[law.gate(i) + 1 + j] = -wide(model.centre(j));
    check(errors.gate_at_centre(i), exact.error(law.gate(i)));
    check(errors.gate_intercept(i), exact.error(gate_origin));
    for (std::uint32_t j = 0; j < rows.dim; ++j) check(errors.gate_slope(i, j), exact.error(law.gate(i) + 1 + j));
  }
  return worst;
}

/// A fit of 2 experts to 3 inputs, and errors that hold a mark.
struct Asked {
  Estimator<4, 3, 128> learner;
  Model<4, 3> model;
  Errors<4, 3> errors;

  explicit Asked(std::size_t count = 400) : learner(test::make_settings(3, 2)) {
    const test::Rows rows = draw_shifted(3, 2, count, 0.2);
    CHECK(learner.push(rows.x, rows.y, rows.count()) == Status::ok);
    CHECK(learner.fit(model) == Status::ok);
    CHECK(measure_errors(learner, model, errors) == Status::ok);
  }

  /// Whether nothing that can be read has changed.
  template <std::size_t Window>
  void check_refusal(Estimator<4, 3, Window>& from, const Model<4, 3>& of, Status status) {
    const support::Snapshot before(errors.store().values, errors.shape.room() * sizeof(float));
    const support::Snapshot stream(from);
    CHECK(measure_errors(from, of, errors) == status);
    CHECK(before.unchanged());
    CHECK(errors.measured());
  }
};

}  // namespace

TEST_SUITE_BEGIN("judge/standard_errors");

TEST_CASE("the errors are those of the sandwich and of the inverse information in double, in the user's units" *
          support::needs(support::Effort::full)) {
  CHECK(compare<5, 4>(draw_shifted(3, 1, 200, 0.3), 1, true) <= 1e-3);
  CHECK(compare<5, 4>(draw_shifted(1, 2, 300, 0.2), 2, true) <= 1e-3);
  CHECK(compare<5, 4>(draw_shifted(4, 2, 400, 0.3), 2, false) <= 1e-3);
  CHECK(compare<3, 3>(draw_shifted(3, 3, 600, 0.2), 3, true) <= 1e-3);
}

TEST_CASE("errors of one expert are those of least squares, of all samples though few are kept, 2 inputs") {
  support::Random random(3);
  const test::Rows rows = test::draw_rows(support::make_general(random, 1, 2, 0.5), 4000, 3);
  Estimator<2, 2, 500> learner(test::make_settings(2, 1));
  CHECK(learner.push(rows.x, rows.y, rows.count()) == Status::ok);
  Model<2, 2> model;
  Errors<2, 2> errors;
  CHECK(learner.fit(model) == Status::ok);
  CHECK(measure_errors(learner, model, errors) == Status::ok);
  // x ~ N(0, I): sigma / sqrt(n) each; of sigma itself sigma / sqrt(2n). 500 samples tell the spread to some 10 %.
  const double each = 0.5 / std::sqrt(4000.0);
  CHECK(support::apart(errors.slope(0, 0), each) <= 0.15 * each);
  CHECK(support::apart(errors.slope(0, 1), each) <= 0.15 * each);
  CHECK(support::apart(errors.value_at_centre(0), each) <= 0.15 * each);
  CHECK(support::apart(errors.sigma(0), each / std::sqrt(2.0)) <= 0.15 * each);
  CHECK(errors.gate_slope(0, 0) == 0.0f);
}

TEST_CASE("in another unit the errors are in that unit, 2 experts x 3 inputs") {
  const test::Rows rows = draw_shifted(3, 2, 400, 0.2);
  test::Rows other = rows;
  for (float& each : other.x) each *= 0x1p20f;
  for (float& each : other.y) each *= 0x1p-30f;
  Estimator<3, 2, 400> first(test::make_settings(3, 2)), second(test::make_settings(3, 2));
  CHECK(first.push(rows.x, rows.y, rows.count()) == Status::ok);
  CHECK(second.push(other.x, other.y, rows.count()) == Status::ok);
  Model<3, 2> model, scaled_model;
  CHECK(first.fit(model) == Status::ok);
  CHECK(second.fit(scaled_model) == Status::ok);
  Errors<3, 2> errors, scaled;
  CHECK(measure_errors(first, model, errors) == Status::ok);
  CHECK(measure_errors(second, scaled_model, scaled) == Status::ok);
  for (std::size_t i = 0; i < 2; ++i) {  // powers of two: to the bit
    CHECK(scaled.value_at_centre(i) == errors.value_at_centre(i) * 0x1p-30f);
    CHECK(scaled.intercept(i) == errors.intercept(i) * 0x1p-30f);
    CHECK(scaled.sigma(i) == errors.sigma(i) * 0x1p-30f);
    CHECK(scaled.gate_at_centre(i) == errors.gate_at_centre(i));
    for (std::size_t j = 0; j < 3; ++j) {
      CHECK(scaled.slope(i, j) == errors.slope(i, j) * 0x1p-50f);
      CHECK(scaled.gate_slope(i, j) == errors.gate_slope(i, j) * 0x1p-20f);
    }
  }
}

TEST_CASE("the scratch of an estimator holds what a measurement needs, whatever the bounds") {
  int without = 0;
  for (std::uint32_t dim = 1; dim <= max_cubic_dim; ++dim) {
    for (std::uint32_t experts = 1; experts <= max_experts; ++experts) {
      const std::uint32_t contrasts = core::padded((dim + 2) * core::padded(dim + 1));
      const std::uint32_t squares = core::padded((2 * experts - 1) * (dim + 2) + experts);
      without +=
          contrasts + core::padded(5 * core::padded(experts)) + squares > core::make_plan(dim, experts, 1).scratch_floats;
      const core::ErrorShape shape{experts, core::padded(dim)};
      without += shape.room() > core::error_room(dim, experts);  // where the fresh errors lie for a moment
    }
  }
  CHECK(without == 0);
}

TEST_CASE("what cannot be measured is refused, and the errors stay as they were") {
  Asked asked;
  asked.check_refusal(asked.learner, Model<4, 3>{}, Status::no_model);

  Settings settings = asked.learner.settings();
  settings.experts = 1;
  CHECK(asked.learner.adjust(settings) == Status::ok);
  asked.check_refusal(asked.learner, asked.model, Status::other_bounds);  // 2 experts in the model

  Estimator<4, 3, 128> wider(test::make_settings(4, 2));
  asked.check_refusal(wider, asked.model, Status::other_bounds);
  Estimator<4, 3, 128> empty(test::make_settings(3, 2));
  asked.check_refusal(empty, asked.model, Status::too_few_samples);
  Estimator<4, 3, 0> windowless(test::make_settings(3, 2));
  asked.check_refusal(windowless, asked.model, Status::window_needed);
  Estimator<4, 3, 128> broken(test::make_settings(9, 2));
  asked.check_refusal(broken, asked.model, Status::bad_dim);

  Estimator<4, 3, 14> narrow(test::make_settings(3, 2));  // as many kept as there are parameters
  const test::Rows rows = draw_shifted(3, 2, 400, 0.2);
  CHECK(narrow.push(rows.x, rows.y, rows.count()) == Status::ok);
  asked.check_refusal(narrow, asked.model, Status::too_few_samples);
  Estimator<4, 3, 128> still(test::make_settings(3, 2));
  for (int n = 0; n < 100; ++n) CHECK(still.push(rows.row(0), rows.y[0]) == Status::ok);
  asked.check_refusal(still, asked.model, Status::constant_inputs);
}

TEST_CASE("a model that makes no sense of the samples is refused, and the errors stay as they were") {
  Asked asked;
  Model<4, 3> spoilt = asked.model;
  spoilt.store().parameters[spoilt.shape.sigma(0)] = 0.0f;
  asked.check_refusal(asked.learner, spoilt, Status::not_determined);
  spoilt = asked.model;
  spoilt.store().parameters[spoilt.shape.slope(1)] = 1e30f;
  asked.check_refusal(asked.learner, spoilt, Status::not_determined);
}

TEST_CASE("where regimes never overlap the gate's errors are large and those of the experts small, y = |x1|") {
  support::Random random(5);
  const test::Rows rows = test::draw_rows(support::make_opposite(2, 0.05), 1000, 5);
  Estimator<2, 2, 1000> learner;
  CHECK(learner.push(rows.x, rows.y, rows.count()) == Status::ok);
  Model<2, 2> model;
  Errors<2, 2> errors;
  CHECK(learner.fit(model) == Status::ok);
  CHECK(measure_errors(learner, model, errors) == Status::ok);
  CHECK(wide(errors.gate_slope(0, 0)) > 0.2 * std::fabs(wide(model.gate_slope(0, 0))));
  CHECK(wide(errors.slope(0, 0)) < 0.01);
}

TEST_CASE("a direction that is left out has no error of its own, and the others keep theirs, a constant among 3 inputs") {
  test::Rows rows = draw_shifted(3, 2, 400, 0.2);
  for (std::size_t t = 0; t < rows.count(); ++t) rows.at(t)[1] = 7.0f;
  Estimator<3, 2, 400> learner;
  CHECK(learner.push(rows.x, rows.y, rows.count()) == Status::ok);
  Model<3, 2> model;
  Errors<3, 2> errors;
  CHECK(learner.fit(model) == Status::ok);
  CHECK(measure_errors(learner, model, errors) == Status::ok);
  CHECK(errors.slope(0, 1) == 0.0f);
  CHECK(errors.slope(0, 0) > 0.0f);
  CHECK(errors.slope(0, 2) > 0.0f);
}

TEST_CASE("measuring leaves the stream as it was: the next fit has the same bits") {
  Asked asked(300), other(300);
  CHECK(measure_errors(asked.learner, asked.model, asked.errors) == Status::ok);
  Model<4, 3> first, second;
  CHECK(asked.learner.fit(first) == Status::ok);
  CHECK(other.learner.fit(second) == Status::ok);
  CHECK(std::memcmp(&first, &second, sizeof first) == 0);
}

TEST_CASE("95 of 100 intervals hold the truth, 100 streams of 2 experts x 3 inputs and of 3 x 2" *
          support::needs(support::Effort::full)) {
  support::Coverage all;
  for (std::uint32_t seed = 0; seed < 100; ++seed) {
    support::Random random(seed);
    const std::uint32_t experts = 2 + seed % 2;
    const std::uint32_t dim = 5 - experts;
    static Estimator<3, 3, 2048> learner;
    REQUIRE(learner.reset(test::make_settings(dim, experts)) == Status::ok);
    const support::Mixture truth = support::make_general(random, experts, dim, 0.1 + 0.2 * random.uniform());
    all.add(support::try_errors(learner, truth, random, 1500));
  }
  CHECK(all.refused == 0);
  CHECK(all.percent() >= 93.0);
  CHECK(all.percent() <= 97.0);
  for (std::size_t kind = 0; kind < 6; ++kind) {  // some 250 to 750 intervals of each, not independent
    CHECK(all.percent(kind) >= 91.0);
    CHECK(all.percent(kind) <= 99.0);
  }
}

TEST_SUITE_END();
