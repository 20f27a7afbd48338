// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "model/handmade.hpp"
#include "motet/model.hpp"
#include "support/mixture.hpp"

using namespace motet;
using support::wide;

namespace {

using limits = std::numeric_limits<float>;

constexpr float levels[] = {0.001f, 0.5f, 0.8f, 0.95f, 0.99f, 0.9999f, 0.999999f};

/// P(y < at) of the mixture in double, and P(y > at).
struct Sides {
  double below = 0.0, above = 0.0;

  Sides(const core::ModelView& m, const test::Opinion& o, double at) {
    for (std::uint32_t i = 0; i < m.size.experts; ++i) {
      const double z = (at - o.value[i]) / wide(m.parameters[m.shape.sigma(i)]) / std::sqrt(2.0);
      below += o.probability[i] * 0.5 * std::erfc(-z);
      above += o.probability[i] * 0.5 * std::erfc(z);
    }
  }
};

/// Checks that as much lies below as above: within 2e-5, and what a few units of the last place of the end make of it.
template <std::size_t Dim, std::size_t Experts>
void check_interval(const Model<Dim, Experts>& model, const std::vector<float>& x, float level) {
  const test::Opinion o = test::consult(model.view(), x.data());
  Interval interval;
  CHECK(model.predict_interval(x, level, interval) == Status::ok);
  CHECK(interval.lower <= interval.upper);
  const double tail = 0.5 * (1.0 - wide(level));
  double rounding = 0.0;
  for (std::uint32_t i = 0; i < model.experts(); ++i) {
    rounding = std::fmax(rounding, o.value_error[i] + 4.0 * support::roundoff * std::fabs(o.value[i]));
  }
  for (const float end : {interval.lower, interval.upper}) {
    const double off = rounding + 4.0 * support::roundoff * std::fabs(wide(end));
    const Sides inner(model.view(), o, wide(end) + (end == interval.lower ? off : -off));
    const Sides outer(model.view(), o, wide(end) - (end == interval.lower ? off : -off));
    const bool low = end == interval.lower;
    CHECK((low ? inner.below : inner.above) >= (1.0 - 2e-5) * tail - 1e-7);
    CHECK((low ? outer.below : outer.above) <= (1.0 + 2e-5) * tail + 1e-7);
  }
}

std::vector<float> draw_input(std::uint32_t dim, support::Random& random) {
  std::vector<float> x(dim);
  for (float& each : x) each = support::narrow(2.0 * random.normal());
  return x;
}

void check_refusal(const Model<4, 4>& model, std::span<const float> x, float level, Status status) {
  Interval interval{-3.0f, 4.0f};
  CHECK(model.predict_interval(x, level, interval) == status);
  CHECK(interval.lower == -3.0f);
  CHECK(interval.upper == 4.0f);
}

}  // namespace

TEST_SUITE_BEGIN("model/predict_interval");

TEST_CASE("as much of the mixture in double lies below the interval as above, 5 inputs x 1 to 8 experts") {
  support::Random random(1);
  Model<5, 8> model;
  for (std::uint32_t experts = 1; experts <= 8; ++experts) {
    test::write_random(model, 5, experts, experts);
    for (int n = 0; n < 20; ++n) {
      const std::vector<float> x = draw_input(5, random);
      for (const float level : levels) check_interval(model, x, level);
    }
  }
}

TEST_CASE("of one expert it is the mean and 1.96 deviations either side, 3 inputs") {
  Model<3, 1> model;
  test::write_random(model, 3, 1, 2);
  const std::vector<float> x = {0.5f, -1.0f, 2.0f};
  Prediction<1> p;
  Interval interval;
  CHECK(model.predict(x, p) == Status::ok);
  CHECK(model.predict_interval(x, 0.95f, interval) == Status::ok);
  const double half = 1.959963985 * wide(model.sigma(0));
  const double step = 8.0 * support::roundoff * (std::fabs(wide(p.mean)) + half) + 1e-5 * half;
  CHECK(support::apart(interval.lower, wide(p.mean) - half) <= step);
  CHECK(support::apart(interval.upper, wide(p.mean) + half) <= step);
}

TEST_CASE("between two experts far apart the ends lie in one each, however narrow they are, 1 input") {
  Model<1, 2> model;
  const core::ModelStore store = model.store();
  *store.size = {1, 2};
  for (const float narrow : {1.0f, 1e-3f, 1e-6f}) {
    store.parameters[store.shape.intercept(0)] = -100.0f;
    store.parameters[store.shape.intercept(1)] = 100.0f;
    store.parameters[store.shape.sigma(0)] = store.parameters[store.shape.sigma(1)] = narrow;
    const std::vector<float> x = {0.0f};
    for (const float level : levels) {
      check_interval(model, x, level);
      Interval interval;
      CHECK(model.predict_interval(x, level, interval) == Status::ok);
      CHECK(support::apart(interval.lower, -100.0) <= 5.0 * wide(narrow) + 1e-4);
      CHECK(support::apart(interval.upper, 100.0) <= 5.0 * wide(narrow) + 1e-4);
    }
  }
}

TEST_CASE("an expert with next to no share moves no end, and one with a closed gate none at all, 1 input x 2 experts") {
  Model<1, 2> model;
  const core::ModelStore store = model.store();
  *store.size = {1, 2};
  store.parameters[store.shape.sigma(0)] = store.parameters[store.shape.sigma(1)] = 0.1f;
  store.parameters[store.shape.intercept(1)] = 1e6f;
  for (const float logit : {12.0f, 60.0f, 1e4f}) {
    store.parameters[store.shape.gate_intercept(0)] = logit;
    const std::vector<float> x = {0.0f};
    for (const float level : {0.5f, 0.95f, 0.999f}) {
      check_interval(model, x, level);
      Interval interval;
      CHECK(model.predict_interval(x, level, interval) == Status::ok);
      CHECK(interval.upper < 0.5f);
    }
  }
}

TEST_CASE("a higher level has the wider interval, 2 inputs x 3 experts") {
  Model<2, 3> model;
  test::write_random(model, 2, 3, 5);
  const std::vector<float> x = {0.3f, -0.7f};
  Interval inner;
  CHECK(model.predict_interval(x, 0.001f, inner) == Status::ok);
  for (float level = 0.05f; level < 1.0f; level += 0.05f) {
    Interval outer;
    CHECK(model.predict_interval(x, level, outer) == Status::ok);
    CHECK(outer.lower < inner.lower);
    CHECK(outer.upper > inner.upper);
    inner = outer;
  }
}

TEST_CASE("a level that is no probability of an interval, and what predict refuses, are refused and nothing is written") {
  Model<4, 4> model;
  const float x[4] = {1.0f, 2.0f, 3.0f, 4.0f};
  check_refusal(model, {x, 3}, 0.95f, Status::no_model);
  test::write_random(model, 3, 2, 4);
  for (const float bad : {0.0f, 0.0009f, 1.0f, 0.9999995f, -0.5f, 95.0f, limits::quiet_NaN(), limits::infinity()}) {
    check_refusal(model, {x, 3}, bad, Status::bad_level);
  }
  check_refusal(model, {x, 4}, 0.95f, Status::wrong_length);
  const float spoilt[3] = {1.0f, limits::quiet_NaN(), 2.0f};
  check_refusal(model, spoilt, 0.95f, Status::not_finite);
  const core::ModelStore store = model.store();
  store.parameters[store.shape.slope(1) + 2] = 1e10f;
  const float far[3] = {0.0f, 0.0f, 1e30f};
  check_refusal(model, far, 0.95f, Status::out_of_range);
}

TEST_CASE("inputs of every extent are read to their end and no further, 1 to 32 inputs x 3 of 8 experts") {
  support::Random random(8);
  Model<32, 8> model;
  for (const std::uint32_t dim : support::awkward_extents) {
    test::write_random(model, dim, 3, dim);  // what lies beyond dim is spoilt
    check_interval(model, draw_input(dim, random), 0.95f);
  }
}

TEST_CASE("of samples drawn from the model itself the interval holds as many as it says, 3 inputs x 3 experts") {
  support::Random random(9);
  const support::Mixture truth = support::make_general(random, 3, 3, 0.2);
  Model<3, 3> model;
  const core::ModelStore store = model.store();
  *store.size = {3, 3};
  for (std::uint32_t i = 0; i < 3; ++i) {
    store.parameters[store.shape.intercept(i)] = support::narrow(truth.intercept[i]);
    store.parameters[store.shape.gate_intercept(i)] = support::narrow(truth.gate_intercept[i]);
    store.parameters[store.shape.sigma(i)] = 0.2f;
    for (std::uint32_t j = 0; j < 3; ++j) {
      store.parameters[store.shape.slope(i) + j] = support::narrow(truth.slope[i][j]);
      store.parameters[store.shape.gate_slope(i) + j] = support::narrow(truth.gate_slope[i][j]);
    }
  }
  int held = 0;
  const int drawn = 2000;
  for (int n = 0; n < drawn; ++n) {
    float x[3];
    const float y = support::draw_sample(truth, random, x);
    Interval interval;
    CHECK(model.predict_interval(x, 0.9f, interval) == Status::ok);
    held += y >= interval.lower && y <= interval.upper;
  }
  CHECK(std::abs(held - 1800) <= 40);  // three deviations
}

TEST_SUITE_END();
