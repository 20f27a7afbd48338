// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <cmath>

#include "family/stage.hpp"
#include "motet/estimator.hpp"
#include "motet/general_model.hpp"
#include "support/effort.hpp"

using namespace motet;
using support::Effort;
using support::needs;
using support::wide;

namespace {

using Learner = Estimator<4, 4, 800>;
using Learnt = GeneralModel<4, 4>;

void push(Learner& learner, const test::Rows& rows) { CHECK(learner.push(rows.x, rows.y, rows.count()) == Status::ok); }

/// Mean log density of a model on samples.
double measure_loglik(const Learnt& model, test::Rows& rows) {
  double sum = 0.0;
  for (std::size_t s = 0; s < rows.count(); ++s) {
    Attribution<4> at;
    CHECK(model.attribute({rows.at(s), rows.dim}, rows.y[s], at) == Status::ok);
    sum += wide(at.log_density);
  }
  return sum / static_cast<double>(rows.count());
}

}  // namespace

TEST_SUITE_BEGIN("family/fit_general");

TEST_CASE("a fit of every form is as likely as its report says, and as the truth at least, 4 inputs x 800 samples" *
          needs(Effort::full)) {
  const Form forms[] = {make_mixture(1, sigmoid()),   make_mixture(2, linear()),
                        make_mixture(2, sigmoid()),   make_mixture(3, hyperbolic_tangent()),
                        make_mixture(2, rectifier()), make_mixture(2, leaky_rectifier(0.2f)),
                        make_tree(4, linear()),       make_tree(3, hyperbolic_tangent()),
                        make_gated_recurrent_unit()};
  std::uint64_t seed = 0;
  for (const Form& form : forms) {
    support::Random random(++seed);
    const support::GeneralMixture truth = support::make_general(random, form, 4, 0.1);
    test::Rows rows = test::draw_rows(truth, 800, seed);
    Learner learner(test::make_settings(4, form.experts));
    push(learner, rows);
    Learnt model(form);
    Report report;
    CAPTURE(seed);
    REQUIRE(learner.fit(model, report) == Status::ok);
    CHECK(model.experts() == form.experts);
    CHECK(model.dim() == 4);
    CHECK(report.loglik_known);
    CHECK(report.experts == form.experts);
    CHECK(support::apart(report.loglik, measure_loglik(model, rows)) <= 2e-4);
    Learnt made(form);
    REQUIRE(made.begin(4) == Status::ok);
    for (std::uint32_t i = 0; i < form.experts; ++i) {
      float slope[4], rule[4];
      for (std::uint32_t j = 0; j < 4; ++j) {
        slope[j] = support::narrow(truth.rows.slope[i][j]);
        rule[j] = support::narrow(truth.rows.gate_slope[i][j]);
      }
      CHECK(made.set_expert(i, slope, 0.0f, 0.1f) == Status::ok);
      if (i + 1 < form.experts) CHECK(made.set_gate(i, rule, support::narrow(truth.rows.gate_intercept[i])) == Status::ok);
    }
    CHECK(measure_loglik(model, rows) > measure_loglik(made, rows));
  }
}

TEST_CASE("one stream is fitted with several activations, and the right one is the likeliest" * needs(Effort::full)) {
  const Activation activations[] = {linear(), sigmoid(), hyperbolic_tangent(), rectifier()};
  for (std::uint32_t right = 0; right < 4; ++right) {
    const Form form = make_mixture(2, activations[right]);
    Learner learner(test::make_settings(4, 2));
    push(learner, test::draw_rows(form, 4, 0.05, 800, 20 + right));
    float best = -1e30f;
    std::uint32_t likeliest = 4;
    for (std::uint32_t n = 0; n < 4; ++n) {
      Learnt model(make_mixture(2, activations[n]));
      Report report;
      REQUIRE(learner.fit(model, report) == Status::ok);
      if (report.loglik <= best) continue;
      best = report.loglik;
      likeliest = n;
    }
    CHECK(likeliest == right);
  }
}

TEST_CASE("linear experts behind a softmax are fitted as likely as by a plain fit" * needs(Effort::full)) {
  const Form form = make_mixture(3, linear());
  Learner learner(test::make_settings(4, 3));
  push(learner, test::draw_rows(form, 4, 0.2, 800, 30));
  Learnt general(form);
  Model<4, 4> plain;
  Report one, other;
  REQUIRE(learner.fit(general, one) == Status::ok);
  REQUIRE(learner.fit(plain, other) == Status::ok);
  CHECK(support::apart(one.loglik, other.loglik) <= 1e-4);
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t j = 0; j < 4; ++j) CHECK(support::apart(general.slope(i, j), plain.slope(i, j)) <= 0.02);
  }
}

TEST_CASE("units do not matter to lines behind a tree: y a million times larger and far away" * needs(Effort::full)) {
  const Form form = make_tree(3, linear());
  test::Rows rows = test::draw_rows(form, 4, 0.2, 800, 31);
  Learner learner(test::make_settings(4, 3)), large(test::make_settings(4, 3));
  push(learner, rows);
  for (float& y : rows.y) y = 1e6f * y + 1e7f;
  push(large, rows);
  Learnt one(form), other(form);
  REQUIRE(learner.fit(one) == Status::ok);
  REQUIRE(large.fit(other) == Status::ok);
  for (std::size_t s = 0; s < 50; ++s) {
    Prediction<4> a, b;
    CHECK(one.predict({rows.at(s), 4}, a) == Status::ok);
    CHECK(other.predict({rows.at(s), 4}, b) == Status::ok);
    CHECK(support::apart((wide(b.mean) - 1e7) / 1e6, a.mean) <= 5e-3);
  }
}

/// Fits in slices of `budget` steps; returns how many.
template <class Fitted>
int fit_in_slices(Learner& learner, Fitted& model, std::uint32_t budget, Report& report) {
  REQUIRE(learner.begin_fit(model) == Status::ok);
  int slices = 0;
  Status status = Status::unfinished;
  for (; status == Status::unfinished; ++slices) {
    CHECK(learner.fitting());
    status = learner.step_fit(budget, model, report);
  }
  CHECK(status == Status::ok);
  CHECK_FALSE(learner.fitting());
  return slices;
}

void check_same(const Learnt& a, const Learnt& b) {
  CHECK(a.form() == b.form());
  CHECK(a.experts() == b.experts());
  int wrong = 0;
  for (std::uint32_t at = 0; at < a.shape.floats(); ++at)
    wrong += !support::same(a.view().model.parameters[at], b.view().model.parameters[at]);
  CHECK(wrong == 0);
}

TEST_CASE("a fit in slices of any size has the bits of a fit at once, and of its report, every kind of form" *
          needs(Effort::some)) {
  Form mixed = make_mixture(3, linear());
  mixed.activation[1] = hyperbolic_tangent();
  const Form forms[] = {make_mixture(1, sigmoid()), make_mixture(2, linear()), make_tree(3, linear()), mixed,
                        make_gated_recurrent_unit()};
  std::uint64_t seed = 50;
  for (const Form& form : forms) {
    Settings settings = test::make_settings(4, form.experts);
    settings.refine_iterations = 12;
    Learner learner(settings);
    push(learner, test::draw_rows(form, 4, 0.05, 200, ++seed));
    Learnt whole(form);
    Report report;
    REQUIRE(learner.fit(whole, report) == Status::ok);
    int before = 0;
    for (const std::uint32_t budget : {1u, 7u, 199u, 5000u}) {
      CAPTURE(budget);
      Learnt sliced(form);
      Report other;
      const int slices = fit_in_slices(learner, sliced, budget, other);
      check_same(whole, sliced);
      CHECK(support::same(report.loglik, other.loglik));
      CHECK(report.start == other.start);
      CHECK(report.iterations_last == other.iterations_last);
      CHECK((before == 0 || slices < before));
      before = slices;
    }
    // The one in force is the one to beat, in slices too.
    Learnt again = whole;
    Report other;
    fit_in_slices(learner, again, 33, other);
    REQUIRE(learner.fit(whole, report) == Status::ok);
    check_same(whole, again);
  }
}

TEST_CASE("samples that come while a general fit goes on do not change it once the moments are read" * needs(Effort::some)) {
  const Form form = make_tree(3, hyperbolic_tangent());
  const test::Rows rows = test::draw_rows(form, 4, 0.05, 400, 60);
  Settings settings = test::make_settings(4, 3);
  settings.refine_iterations = 8;
  Learner learner(settings);
  push(learner, rows);
  Learnt whole(form), sliced(form);
  REQUIRE(learner.fit(whole) == Status::ok);
  REQUIRE(learner.begin_fit(sliced) == Status::ok);
  CHECK(learner.step_fit(200, sliced) == Status::unfinished);
  Status status = Status::unfinished;
  for (std::size_t t = 0; status == Status::unfinished; t = (t + 1) % rows.count()) {
    CHECK_FALSE(sliced.fitted());
    CHECK(learner.push({rows.x.data() + 4 * t, 4}, rows.y[t]) == Status::ok);
    status = learner.step_fit(500, sliced);
  }
  CHECK(status == Status::ok);
  check_same(whole, sliced);
}

TEST_CASE("a step without a fit, or with another model than the one begun, is refused, and the fit goes on") {
  const Form form = make_mixture(2, sigmoid());
  Learner learner(test::make_settings(4, 2));
  push(learner, test::draw_rows(form, 4, 0.05, 100, 61));
  Learnt model(form), other(form);
  Model<4, 4> lines;
  CHECK(learner.step_fit(10, model) == Status::not_begun);
  REQUIRE(learner.begin_fit(model) == Status::ok);
  CHECK(learner.step_fit(10, model) == Status::unfinished);
  Learnt copied = model;
  CHECK(learner.step_fit(10, other) == Status::not_begun);
  CHECK(learner.step_fit(10, copied) == Status::not_begun);
  CHECK(learner.step_fit(10, lines) == Status::not_begun);
  CHECK(learner.step_fit(10, model) == Status::unfinished);
  REQUIRE(learner.begin_fit() == Status::ok);
  CHECK(learner.step_fit(10, model) == Status::not_begun);
  CHECK(learner.step_fit(10, lines) == Status::unfinished);
  Learnt three(make_mixture(3, sigmoid()));
  CHECK(learner.begin_fit(three) == Status::bad_experts);
  CHECK(learner.fitting());
  REQUIRE(learner.begin_fit(model) == Status::ok);
  CHECK(learner.reset(test::make_settings(4, 2)) == Status::ok);
  CHECK(learner.step_fit(10, model) == Status::not_begun);
  CHECK(learner.begin_fit(model) == Status::too_few_samples);
  CHECK_FALSE(model.fitted());
}

TEST_CASE("a later fit is never less likely than the model handed in" * needs(Effort::some)) {
  const Form form = make_tree(3, hyperbolic_tangent());
  Learner learner(test::make_settings(4, 3));
  push(learner, test::draw_rows(form, 4, 0.05, 800, 32));
  Learnt model(form);
  Report first, second;
  REQUIRE(learner.fit(model, first) == Status::ok);
  Settings poor = test::make_settings(4, 3);
  poor.refine_iterations = 1;
  poor.searches = 0;
  CHECK(learner.adjust(poor) == Status::ok);
  REQUIRE(learner.fit(model, second) == Status::ok);
  CHECK(second.start == Start::in_use);
  CHECK(second.loglik >= first.loglik - 1e-5f);
}

TEST_CASE("what cannot be fitted is refused, and nothing is changed") {
  const Form form = make_mixture(2, sigmoid());
  Learner learner(test::make_settings(4, 2));
  Learnt model(form);
  const Learnt before = model;
  CHECK(learner.fit(model) == Status::too_few_samples);
  push(learner, test::draw_rows(form, 4, 0.05, 300, 40));
  Learnt three(make_mixture(3, sigmoid()));
  CHECK(learner.fit(three) == Status::bad_experts);
  CHECK_FALSE(three.fitted());
  Form even = form;
  even.activation[1] = {[](float u, float) { return u * u; }, [](float u, float) { return 2.0f * u; }};
  Learnt none(even);
  CHECK(learner.fit(none) == Status::no_transform);
  Form wrong = make_tree(2, linear());
  wrong.decision[0] = {1, 1};
  Learnt crooked(wrong);
  CHECK(learner.fit(crooked) == Status::bad_form);
  Estimator<4, 4, 0> windowless(test::make_settings(4, 2));
  const test::Rows rows = test::draw_rows(form, 4, 0.05, 300, 41);
  CHECK(windowless.push(rows.x, rows.y, 300) == Status::ok);
  CHECK(windowless.fit(model) == Status::window_needed);
  check_same(model, before);
  Learner constant(test::make_settings(4, 2));
  test::Rows flat = rows;
  for (float& y : flat.y) y = 1.0f;
  push(constant, flat);
  CHECK(constant.fit(model) == Status::constant_target);
  check_same(model, before);
}

TEST_CASE("a gated recurrent unit is recovered from its sequence, its output its next input: 4 inputs x 4000 steps" *
          needs(Effort::full)) {
  int near = 0;
  for (std::uint64_t seed = 1; seed <= 4; ++seed) {
    support::Random random(seed);
    const support::GeneralMixture truth = support::make_recurrent(random, 4, 0.05);
    test::Rows rows{4, std::vector<float>(16000), std::vector<float>(4000)};
    float state = 0.0f;
    for (std::size_t s = 0; s < 4000; ++s) rows.y[s] = state = support::draw_step(truth, random, state, rows.at(s));
    static Estimator<4, 3, 4000> learner;
    CHECK(learner.reset({}) == Status::ok);
    CHECK(learner.push(rows.x, rows.y, 4000) == Status::ok);
    GeneralModel<4, 3> model(make_gated_recurrent_unit());
    REQUIRE(learner.fit(model) == Status::ok);
    // The two tanh may have changed places, and r its sign with them.
    double error[2]{};
    for (int turned = 0; turned < 2; ++turned) {
      for (std::uint32_t j = 0; j < 4; ++j) {
        for (std::uint32_t i = 0; i < 3; ++i) {
          const std::uint32_t at = turned == 1 && i > 0 ? 3 - i : i;
          error[turned] = std::fmax(error[turned], support::apart(model.slope(at, j), truth.rows.slope[i][j]));
        }
        error[turned] = std::fmax(error[turned], 0.1 * support::apart(model.gate_slope(0, j), truth.rows.gate_slope[0][j]));
        const double r = turned == 1 ? -wide(model.gate_slope(1, j)) : wide(model.gate_slope(1, j));
        error[turned] = std::fmax(error[turned], 0.1 * std::fabs(r - truth.rows.gate_slope[1][j]));
      }
    }
    near += std::fmin(error[0], error[1]) < 0.06;  // slopes to .06, rows of the gate to .6 of 1-3
  }
  CHECK(near == 4);
}

TEST_CASE("the same data gives the same bits" * needs(Effort::some)) {
  const Form form = make_tree(3, sigmoid());
  const test::Rows rows = test::draw_rows(form, 4, 0.05, 400, 42);
  Learner one(test::make_settings(4, 3)), other(test::make_settings(4, 3));
  push(one, rows);
  push(other, rows);
  Learnt a(form), b(form);
  REQUIRE(one.fit(a) == Status::ok);
  REQUIRE(other.fit(b) == Status::ok);
  check_same(a, b);
}

/// Fits a stream without noise: refusals, and experts whose noise lies below the floor.
template <class Fitted>
void fit_noiseless(Fitted& model, Learner& learner, const test::Rows& rows, int& refused, int& below) {
  if (learner.fit(model) != Status::ok) {
    ++refused;
    return;
  }
  double sum = 0.0, square = 0.0;
  for (const float y : rows.y) {
    sum += wide(y);
    square += wide(y) * wide(y);
  }
  const double count = static_cast<double>(rows.count());
  const double deviation = std::sqrt(square / count - sum / count * sum / count);
  for (std::size_t i = 0; i < model.experts(); ++i)
    below += wide(model.sigma(i)) < 0.999 * wide(learner.settings().sigma_floor) * deviation;
}

TEST_CASE("40 streams of four lines without noise are fitted, by either model, and no noise lies below the floor" *
          needs(Effort::full)) {
  int refused = 0, below = 0;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    support::Random random(seed);
    const test::Rows rows = test::draw_rows(support::make_general(random, 4, 4, 0.0), 800, seed);
    Learner learner(test::make_settings(4, 4));
    push(learner, rows);
    Model<4, 4> lines;
    Learnt general(make_mixture(4, linear()));
    fit_noiseless(lines, learner, rows, refused, below);
    fit_noiseless(general, learner, rows, refused, below);
  }
  CHECK(refused == 0);
  CHECK(below == 0);
}

TEST_SUITE_END();
