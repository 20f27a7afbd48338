// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <memory>
#include <vector>

#include "motet/general_model.hpp"
#include "support/bits.hpp"
#include "support/random.hpp"

using namespace motet;
using support::wide;

namespace {

constexpr std::uint32_t dim = 5;

double bend(const Activation& g, double u) {
  if (g == sigmoid()) return 1.0 / (1.0 + std::exp(-u));
  if (g == hyperbolic_tangent()) return std::tanh(u);
  return !g.linear() && u < 0.0 ? wide(g.parameter) * u : u;
}

/// Rows drawn at random, in the model and in double: slopes, then the intercept.
struct Twin {
  GeneralModel<dim, 4> model;
  double line[4][dim + 1]{}, gate[4][dim + 1]{}, sigma[4]{};

  Twin(const Form& form, std::uint64_t seed) : model(form) {
    support::Random random(seed);
    REQUIRE(model.begin(dim) == Status::ok);
    for (std::uint32_t i = 0; i < form.experts; ++i) {
      float slope[dim + 1], rule[dim + 1];
      for (std::uint32_t j = 0; j <= dim; ++j) {
        line[i][j] = wide(slope[j] = support::narrow(random.normal()));
        rule[j] = support::narrow(random.normal());
      }
      sigma[i] = wide(support::narrow(0.1 + random.uniform()));
      CHECK(model.set_expert(i, {slope, dim}, slope[dim], support::narrow(sigma[i])) == Status::ok);
      if (i + 1 == form.experts) continue;
      CHECK(model.set_gate(i, {rule, dim}, rule[dim]) == Status::ok);
      for (std::uint32_t j = 0; j <= dim; ++j) gate[i][j] = wide(rule[j]);
    }
  }

  static double follow(const double* row, const float* x) {
    double sum = row[dim];
    for (std::uint32_t j = 0; j < dim; ++j) sum += row[j] * wide(x[j]);
    return sum;
  }
  double mean(std::uint32_t i, const float* x) const { return bend(model.form().activation[i], follow(line[i], x)); }
  double probability(std::uint32_t expert, const float* x) const {
    const Form& form = model.form();
    double product = 1.0, total = 0.0;
    for (std::uint32_t n = 0; n < form.experts; ++n) total += std::exp(follow(gate[n], x));
    if (!form.tree()) return std::exp(follow(gate[expert], x)) / total;
    for (std::uint32_t n = 0; n + 1 < form.experts; ++n) {
      const double first = 1.0 / (1.0 + std::exp(-follow(gate[n], x)));
      if ((form.decision[n].first >> expert & 1u) != 0) product *= first;
      if ((form.decision[n].second >> expert & 1u) != 0) product *= 1.0 - first;
    }
    return product;
  }
};

const Form forms[] = {make_mixture(3, linear()),
                      make_mixture(4, sigmoid()),
                      make_mixture(2, rectifier()),
                      make_tree(4, linear()),
                      make_tree(3, leaky_rectifier(0.1f)),
                      make_gated_recurrent_unit(),
                      make_mixture(1, hyperbolic_tangent())};

}  // namespace

TEST_SUITE_BEGIN("model/predict_general");

TEST_CASE("a model of any form predicts and attributes as the same in double does, 5 inputs x 1 to 4 experts") {
  std::uint64_t seed = 0;
  for (const Form& form : forms) {
    const auto twin = std::make_unique<Twin>(form, ++seed);
    support::Random random(seed);
    for (int n = 0; n < 20; ++n) {
      float x[dim];
      for (float& each : x) each = support::narrow(random.normal());
      double mean = 0.0, variance = 0.0, density = 0.0;
      const double y = wide(support::narrow(random.normal()));
      for (std::uint32_t i = 0; i < form.experts; ++i) mean += twin->probability(i, x) * twin->mean(i, x);
      for (std::uint32_t i = 0; i < form.experts; ++i) {
        const double off = twin->mean(i, x) - mean, error = (y - twin->mean(i, x)) / twin->sigma[i];
        variance += twin->probability(i, x) * (twin->sigma[i] * twin->sigma[i] + off * off);
        density += twin->probability(i, x) * std::exp(-0.5 * error * error) / twin->sigma[i] / std::sqrt(2.0 * std::acos(-1.0));
      }
      Prediction<4> at;
      Attribution<4> given;
      CHECK(twin->model.predict(x, at) == Status::ok);
      CHECK(twin->model.attribute(x, support::narrow(y), given) == Status::ok);
      CHECK(support::apart(at.mean, mean) <= 2e-5);
      CHECK(support::apart(at.variance, variance) <= 1e-4);
      CHECK(support::apart(given.log_density, std::log(density)) <= 1e-3);
      CHECK(support::apart(given.density, density) <= 1e-3 * density + 1e-37);
      for (std::uint32_t i = 0; i < form.experts; ++i) {
        CHECK(support::apart(at.probability[i], twin->probability(i, x)) <= 1e-5);
        CHECK(at.probability[at.expert] >= at.probability[i]);
        CHECK(given.responsibility[given.expert] >= given.responsibility[i]);
      }
      for (std::uint32_t i = form.experts; i < 4; ++i) CHECK(at.probability[i] == 0.0f);
    }
  }
}

TEST_CASE("linear experts behind a softmax are a Model, bit by bit") {
  const auto twin = std::make_unique<Twin>(make_mixture(3, linear()), 9);
  Model<dim, 4> plain;
  const core::ModelView view = twin->model.view().model;
  *plain.store().size = view.size;
  for (std::uint32_t at = 0; at < view.shape.floats(); ++at) plain.store().parameters[at] = view.parameters[at];
  const float x[dim] = {0.3f, -1.2f, 0.7f, 2.0f, -0.1f};
  Prediction<4> a, b;
  CHECK(plain.predict(x, a) == Status::ok);
  CHECK(twin->model.predict(x, b) == Status::ok);
  CHECK(a.mean == b.mean);
  CHECK(a.variance == b.variance);
  CHECK(a.probability == b.probability);
}

TEST_CASE("a gated recurrent unit written directly and one made of models agree over a sequence, 4 inputs x 3 units") {
  constexpr std::uint32_t inputs = 4, units = 3, order = inputs + units;
  using Unit = GeneralModel<order, 3>;
  support::Random random(5);
  float a[units][order]{}, b[units][order]{}, z[units][order]{}, r[units][order]{}, bias[units][4]{};
  std::vector<Unit> block;
  for (std::uint32_t u = 0; u < units; ++u) {
    float keep[order]{};
    keep[inputs + u] = 1.0f;
    for (std::uint32_t j = 0; j < order; ++j) {
      b[u][j] = support::narrow(0.7 * random.normal());
      a[u][j] = j < inputs ? b[u][j] : 0.0f;
      z[u][j] = support::narrow(random.normal());
      r[u][j] = support::narrow(random.normal());
    }
    for (float& each : bias[u]) each = support::narrow(0.5 * random.normal());
    Unit& unit = block.emplace_back(make_gated_recurrent_unit());
    CHECK(unit.begin(order) == Status::ok);
    CHECK(unit.set_expert(0, keep, 0.0f, 0.1f) == Status::ok);
    CHECK(unit.set_expert(1, a[u], bias[u][0], 0.1f) == Status::ok);
    CHECK(unit.set_expert(2, b[u], bias[u][0], 0.1f) == Status::ok);
    CHECK(unit.set_gate(0, z[u], bias[u][1]) == Status::ok);
    CHECK(unit.set_gate(1, r[u], bias[u][2]) == Status::ok);
  }
  const auto follow = [](const float* row, const float* v, float start) {
    for (std::uint32_t j = 0; j < order; ++j) start += row[j] * v[j];
    return start;
  };
  const auto logistic = [](float v) { return 1.0f / (1.0f + std::exp(-v)); };
  float direct[units]{}, modelled[units]{};
  double worst = 0.0, largest = 0.0;
  for (int t = 0; t < 1000; ++t) {
    float v[order], w[order], next[units];
    for (std::uint32_t j = 0; j < inputs; ++j) v[j] = w[j] = support::narrow(random.normal());
    for (std::uint32_t u = 0; u < units; ++u) {
      v[inputs + u] = direct[u];
      w[inputs + u] = modelled[u];
    }
    for (std::uint32_t u = 0; u < units; ++u) {
      // h' = (1 - z) h + z (1 - r) tanh(A x) + z r tanh(A x + B h)
      const float update = logistic(follow(z[u], v, bias[u][1])), reset = logistic(follow(r[u], v, bias[u][2]));
      direct[u] = (1.0f - update) * direct[u] + update * (1.0f - reset) * std::tanh(follow(a[u], v, bias[u][0])) +
                  update * reset * std::tanh(follow(b[u], v, bias[u][0]));
      Prediction<3> at;
      CHECK(block[u].predict(w, at) == Status::ok);
      next[u] = at.mean;
    }
    for (std::uint32_t u = 0; u < units; ++u) {
      modelled[u] = next[u];
      worst = std::fmax(worst, support::apart(direct[u], modelled[u]));
      largest = std::fmax(largest, std::fabs(wide(direct[u])));
    }
  }
  CHECK(largest > 0.5);
  CHECK(worst <= 64.0 * support::roundoff);
}

TEST_CASE("rows written by hand are read back, about the origin") {
  const auto twin = std::make_unique<Twin>(make_gated_recurrent_unit(), 3);
  const auto& model = twin->model;
  for (std::uint32_t i = 0; i < 3; ++i) {
    for (std::uint32_t j = 0; j < dim; ++j) CHECK(wide(model.slope(i, j)) == twin->line[i][j]);
    CHECK(wide(model.intercept(i)) == twin->line[i][dim]);
    CHECK(wide(model.value_at_centre(i)) == twin->line[i][dim]);
    CHECK(wide(model.sigma(i)) == twin->sigma[i]);
    for (std::uint32_t j = 0; i < 2 && j < dim; ++j) CHECK(wide(model.gate_slope(i, j)) == twin->gate[i][j]);
    CHECK(wide(model.gate_intercept(i)) == twin->gate[i][dim]);
    CHECK(wide(model.gate_at_centre(i)) == twin->gate[i][dim]);
  }
  CHECK(model.dim() == dim);
  CHECK(model.experts() == 3);
  CHECK(model.centre(0) == 0.0f);
  CHECK(model.slope(3, 0) == 0.0f);
  CHECK(model.slope(0, dim) == 0.0f);
}

TEST_CASE("what a general model cannot answer it refuses, and nothing is written") {
  Form bad = make_tree(4, linear());
  bad.decision[2] = {};
  GeneralModel<dim, 4> none(bad), empty(make_mixture(2, sigmoid()));
  float x[dim] = {};
  Prediction<4> at;
  Attribution<4> given;
  at.mean = given.density = 7.0f;
  CHECK(none.status() == Status::bad_form);
  CHECK(none.predict(x, at) == Status::bad_form);
  CHECK(none.begin(dim) == Status::bad_form);
  CHECK(none.set_gate(0, x, 0.0f) == Status::bad_form);
  CHECK(GeneralModel<dim, 4>(make_mixture(5, linear())).status() == Status::bad_experts);
  CHECK(empty.predict(x, at) == Status::no_model);
  CHECK(empty.attribute(x, 0.0f, given) == Status::no_model);
  CHECK(empty.set_expert(0, x, 0.0f, 1.0f) == Status::no_model);
  CHECK(empty.begin(0) == Status::bad_dim);
  CHECK(empty.begin(dim + 1) == Status::bad_dim);
  CHECK(empty.begin(dim) == Status::ok);
  CHECK(empty.set_expert(2, x, 0.0f, 1.0f) == Status::bad_experts);
  CHECK(empty.set_gate(1, x, 0.0f) == Status::bad_experts);
  CHECK(empty.set_expert(0, {x, dim - 1}, 0.0f, 1.0f) == Status::wrong_length);
  CHECK(empty.set_expert(0, x, 0.0f, 0.0f) == Status::bad_setting);
  CHECK(empty.predict({x, dim - 1}, at) == Status::wrong_length);
  const float infinity = std::numeric_limits<float>::infinity();
  CHECK(empty.attribute(x, infinity, given) == Status::not_finite);
  x[2] = infinity;
  CHECK(empty.predict(x, at) == Status::not_finite);
  CHECK(empty.set_expert(0, x, 0.0f, 1.0f) == Status::not_finite);
  for (float& each : x) each = 1e30f;
  CHECK(empty.set_expert(0, x, 0.0f, 1.0f) == Status::ok);
  CHECK(empty.predict(x, at) == Status::out_of_range);
  CHECK(at.mean == 7.0f);
  CHECK(given.density == 7.0f);
}

TEST_SUITE_END();
