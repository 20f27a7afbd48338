// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

#include "motet/adapter.hpp"
#include "motet/estimator.hpp"
#include "motet/model.hpp"
#include "support/random.hpp"

using namespace motet;

TEST_SUITE_BEGIN("model/set_model");

namespace {

constexpr std::size_t dim = 4;
constexpr std::size_t experts = 3;

/// Coefficients with memory of their own.
struct Elsewhere {
  std::array<float, experts * dim> slope{}, gate_slope{};
  std::array<float, experts> intercept{}, gate_intercept{}, sigma{};
  std::array<float, dim> centre{};

  explicit Elsewhere(std::uint32_t seed) {
    support::Random random(seed);
    for (float& each : slope) each = static_cast<float>(2.0 * random.normal());
    for (float& each : gate_slope) each = static_cast<float>(random.normal());
    for (float& each : intercept) each = static_cast<float>(5.0 * random.normal());
    for (float& each : gate_intercept) each = static_cast<float>(random.normal());
    for (float& each : sigma) each = static_cast<float>(0.1 + random.uniform());
    for (float& each : centre) each = static_cast<float>(3.0 * random.normal());
  }
  [[nodiscard]] Coefficients view() const { return {slope, intercept, gate_slope, gate_intercept, sigma, centre}; }
};

[[nodiscard]] double predict(const Elsewhere& from, const float* x) {
  double mean = 0.0, total = 0.0;
  for (std::size_t i = 0; i < experts; ++i) {
    double value = static_cast<double>(from.intercept[i]), weight = static_cast<double>(from.gate_intercept[i]);
    for (std::size_t j = 0; j < dim; ++j) {
      value += static_cast<double>(from.slope[i * dim + j]) * static_cast<double>(x[j]);
      weight += static_cast<double>(from.gate_slope[i * dim + j]) * static_cast<double>(x[j]);
    }
    mean += std::exp(weight) * value;
    total += std::exp(weight);
  }
  return mean / total;
}

/// The numbers of `model`, to be set again.
[[nodiscard]] Elsewhere read(const Model<dim, experts>& model) {
  Elsewhere found(0);
  for (std::size_t i = 0; i < experts; ++i) {
    for (std::size_t j = 0; j < dim; ++j) {
      found.slope[i * dim + j] = model.slope(i, j);
      found.gate_slope[i * dim + j] = model.gate_slope(i, j);
      found.centre[j] = model.centre(j);
    }
    found.intercept[i] = model.intercept(i);
    found.gate_intercept[i] = model.gate_intercept(i);
    found.sigma[i] = model.sigma(i);
  }
  return found;
}

}  // namespace

TEST_CASE("a model that was set predicts what its coefficients say, in double") {
  for (std::uint32_t seed = 1; seed <= 50; ++seed) {
    CAPTURE(seed);
    const Elsewhere from(seed);
    Model<dim, experts> model;
    REQUIRE(model.set(from.view()) == Status::ok);
    CHECK(model.dim() == dim);
    CHECK(model.experts() == experts);
    support::Random random(seed + 100);
    for (int t = 0; t < 20; ++t) {
      float x[dim];
      for (std::size_t j = 0; j < dim; ++j) x[j] = from.centre[j] + static_cast<float>(random.normal());
      Prediction<experts> prediction;
      REQUIRE(model.predict(x, prediction) == Status::ok);
      CHECK(std::fabs(static_cast<double>(prediction.mean) - predict(from, x)) < 1e-4);
    }
  }
}

TEST_CASE("what is set is read back to 1e-6 of what it is made of, and setting that again changes no more") {
  for (std::uint32_t seed = 1; seed <= 50; ++seed) {
    CAPTURE(seed);
    const Elsewhere from(seed);
    Model<dim, experts> model;
    REQUIRE(model.set(from.view()) == Status::ok);
    const Elsewhere found = read(model);
    for (std::size_t i = 0; i < experts; ++i) {
      float value = std::fabs(from.intercept[i]) + 5.0f, gate = 3.0f;
      for (std::size_t j = 0; j < dim; ++j) {
        CHECK(found.slope[i * dim + j] == from.slope[i * dim + j]);
        value += std::fabs(from.slope[i * dim + j] * from.centre[j]);
        gate += 2.0f * std::fabs(from.gate_slope[i * dim + j] * from.centre[j]) + 2.0f * std::fabs(from.centre[j]);
        CHECK(std::fabs(found.gate_slope[i * dim + j] -
                        (from.gate_slope[i * dim + j] - from.gate_slope[(experts - 1) * dim + j])) < 1e-6f);
      }
      CHECK(std::fabs(found.intercept[i] - from.intercept[i]) < 1e-6f * value);
      CHECK(std::fabs(found.gate_intercept[i] - (from.gate_intercept[i] - from.gate_intercept[experts - 1])) < 1e-6f * gate);
      CHECK(found.sigma[i] == from.sigma[i]);
    }
    Model<dim, experts> again;
    REQUIRE(again.set(found.view()) == Status::ok);
    const Elsewhere twice = read(again);
    for (std::size_t i = 0; i < experts; ++i) CHECK(std::fabs(twice.intercept[i] - found.intercept[i]) < 1e-4f);
  }
}

TEST_CASE("what cannot be a model is refused, and the model stays") {
  const Elsewhere good(1);
  Model<dim, experts> model;
  REQUIRE(model.set(good.view()) == Status::ok);
  const Model<dim, experts> before = model;
  const auto refuses = [&](const Coefficients& from, Status status) {
    CHECK(model.set(from) == status);
    CHECK(std::memcmp(&model, &before, sizeof model) == 0);
  };
  Coefficients view = good.view();
  view.sigma = {};
  refuses(view, Status::bad_experts);
  view = good.view();
  view.slope = {};
  refuses(view, Status::bad_dim);
  const std::vector<float> many(40, 1.0f);
  view.slope = std::span(many).first(15);
  refuses(view, Status::bad_dim);
  view.slope = std::span(many).first(11);
  refuses(view, Status::wrong_length);
  view = good.view();
  view.sigma = std::span(many).first(4);
  refuses(view, Status::bad_experts);
  view = good.view();
  view.gate_intercept = std::span(many).first(2);
  refuses(view, Status::wrong_length);
  view = good.view();
  view.centre = std::span(many).first(3);
  refuses(view, Status::wrong_length);
  Elsewhere bad(1);
  bad.sigma[1] = 0.0f;
  refuses(bad.view(), Status::bad_setting);
  bad.sigma[1] = std::numeric_limits<float>::quiet_NaN();
  refuses(bad.view(), Status::not_finite);
  bad = Elsewhere(1);
  bad.gate_slope[3] = std::numeric_limits<float>::infinity();
  refuses(bad.view(), Status::not_finite);
  bad = Elsewhere(1);
  bad.slope[0] = 3e38f;
  bad.centre[0] = 100.0f;
  refuses(bad.view(), Status::out_of_range);
  bad = Elsewhere(1);
  bad.gate_slope[0] = 3e38f;
  bad.gate_slope[(experts - 1) * dim] = -3e38f;
  bad.centre = {};
  refuses(bad.view(), Status::out_of_range);
}

TEST_CASE("one expert, fewer inputs than fit, no centre") {
  const float slope[2] = {2.0f, -1.0f}, zero[2] = {}, one[1] = {0.5f};
  Model<dim, experts> model;
  REQUIRE(model.set({slope, one, zero, one, one, {}}) == Status::ok);
  CHECK(model.dim() == 2);
  CHECK(model.experts() == 1);
  const float x[2] = {1.0f, 1.0f};
  Prediction<experts> prediction;
  REQUIRE(model.predict(x, prediction) == Status::ok);
  CHECK(prediction.mean == 1.5f);
  CHECK(prediction.variance == 0.25f);
  CHECK(prediction.probability[0] == 1.0f);
}

TEST_CASE("an adapter begins with a model that was fitted elsewhere, and follows the plant from there") {
  // y = 2 x1 + 1 where x0 > 0, -x1 elsewhere; after a while the first line is 3 x1.
  const float slope[] = {0.0f, 2.0f, 0.0f, -1.0f}, gate[] = {20.0f, 0.0f, 0.0f, 0.0f};
  const float intercept[] = {1.0f, 0.0f}, level[2] = {}, sigma[] = {0.1f, 0.1f};
  Model<2, 2> model;
  REQUIRE(model.set({slope, intercept, gate, level, sigma, {}}) == Status::ok);
  const Model<2, 2> before = model;
  Estimator<2, 2, 64> estimator;
  Adapter<2, 2> adapter;
  support::Random random(3);
  double kept = 0.0, adapted = 0.0;
  for (int t = 0; t < 3000; ++t) {
    const float x[2] = {static_cast<float>(random.normal()), static_cast<float>(random.normal())};
    const float steep = t < 1000 ? 2.0f : 3.0f;
    const float y = (x[0] > 0.0f ? steep * x[1] + 1.0f : -x[1]) + 0.1f * static_cast<float>(random.normal());
    REQUIRE(estimator.push(x, y) == Status::ok);
    if (t == 100) REQUIRE(adapter.begin(model, estimator) == Status::ok);
    if (t <= 100) continue;
    Prediction<2> old, now;
    REQUIRE(before.predict(x, old) == Status::ok);
    REQUIRE(model.predict(x, now) == Status::ok);
    if (t >= 2000) kept += std::pow(static_cast<double>(old.mean - y), 2.0);
    if (t >= 2000) adapted += std::pow(static_cast<double>(now.mean - y), 2.0);
    const Status status = adapter.adapt(x, y, model);
    REQUIRE((status == Status::ok || status == Status::changed));
  }
  CAPTURE(kept);
  CAPTURE(adapted);
  CHECK(adapted < 0.5 * kept);
}

TEST_SUITE_END();
