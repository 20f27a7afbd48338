// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <cmath>
#include <cstring>
#include <limits>

#include "model/handmade.hpp"
#include "motet/model.hpp"

using namespace motet;
using support::wide;

namespace {

using limits = std::numeric_limits<float>;
constexpr double half_log_two_pi = 0.918938533204672742;

std::vector<float> draw_input(std::uint32_t dim, support::Random& random) {
  std::vector<float> x(dim);
  for (float& each : x) each = support::narrow(2.0 * random.normal());
  return x;
}

/// Checks one prediction against the mixture in double.
template <std::size_t Dim, std::size_t Experts>
void check_prediction(const Model<Dim, Experts>& model, const std::vector<float>& x) {
  const std::uint32_t experts = static_cast<std::uint32_t>(model.experts());
  const test::Opinion o = test::consult(model.view(), x.data());
  Prediction<Experts> p;
  p.probability.fill(support::sentinel);
  CHECK(model.predict(x, p) == Status::ok);
  double size = 0.0, error = 0.0, sum = 0.0, spread = 0.0, spread_error = 0.0;
  const double relative = test::probability_error(o, experts);
  for (std::uint32_t i = 0; i < experts; ++i) {
    CHECK(support::apart(p.probability[i], o.probability[i]) <= relative * o.probability[i]);
    sum += wide(p.probability[i]);
    size += o.probability[i] * std::fabs(o.value[i] - o.centre);
    error += o.probability[i] * o.value_error[i];
  }
  const double mean_error = error + (relative + experts * support::roundoff) * size;  // less the centre
  for (std::uint32_t i = 0; i < experts; ++i) {
    const double off = std::fabs(o.value[i] - o.mean);
    const double sigma = wide(model.sigma(i));
    spread += o.probability[i] * (off * off + sigma * sigma);
    spread_error += o.probability[i] * 2.0 * (off + mean_error) * (o.value_error[i] + mean_error + support::roundoff * off);
  }
  for (std::size_t i = experts; i < Experts; ++i) CHECK(p.probability[i] == 0.0f);
  CHECK(support::apart(sum, 1.0) <= (experts + 3) * support::roundoff);
  CHECK(support::apart(p.mean, o.mean) <= mean_error + support::roundoff * std::fabs(o.mean));
  CHECK(support::apart(p.variance, o.variance) <= spread_error + (relative + (experts + 6) * support::roundoff) * spread);
  for (std::uint32_t i = 0; i < experts; ++i) CHECK(p.probability[p.expert] >= p.probability[i]);
}

/// Checks one attribution against the mixture in double.
template <std::size_t Dim, std::size_t Experts>
void check_attribution(const Model<Dim, Experts>& model, const std::vector<float>& x, float y) {
  const std::uint32_t experts = static_cast<std::uint32_t>(model.experts());
  const test::Opinion o = test::consult(model.view(), x.data());
  Attribution<Experts> a;
  a.responsibility.fill(support::sentinel);
  CHECK(model.attribute(x, y, a) == Status::ok);
  double joint[Experts]{};
  double highest = -1e300, total = 0.0, error = 0.0;
  for (std::uint32_t i = 0; i < experts; ++i) {
    const double sigma = wide(model.sigma(i));
    const double off = (wide(y) - o.value[i]) / sigma;
    joint[i] = std::log(o.probability[i]) - std::log(sigma) - 0.5 * off * off - half_log_two_pi;
    highest = std::fmax(highest, joint[i]);
    // The value's error and two roundings enter through off; the rest is rounded at the size of the terms.
    const double off_error = (o.value_error[i] + support::roundoff * std::fabs(wide(y) - o.centre)) / sigma +
                             2.0 * support::roundoff * std::fabs(off);
    error = std::fmax(error, std::fabs(off) * off_error + 8.0 * support::roundoff * (std::fabs(joint[i]) + off * off + 4.0));
  }
  for (std::uint32_t i = 0; i < experts; ++i) total += std::exp(joint[i] - highest);
  error += test::probability_error(o, experts) + 20.0 * support::roundoff;
  const double log_density = highest + std::log(total);
  CHECK(support::apart(a.log_density, log_density) <= error);
  CHECK(support::apart(a.density, std::exp(log_density)) <= (error + 20.0 * support::roundoff) * std::exp(log_density) + 1e-37);
  double sum = 0.0;
  for (std::uint32_t i = 0; i < experts; ++i) {
    const double exact = std::exp(joint[i] - log_density);
    CHECK(support::apart(a.responsibility[i], exact) <= 3.0 * error * exact + 1e-36);
    sum += wide(a.responsibility[i]);
  }
  CHECK(support::apart(sum, 1.0) <= (experts + 3) * support::roundoff);
  for (std::size_t i = experts; i < Experts; ++i) CHECK(a.responsibility[i] == 0.0f);
  for (std::uint32_t i = 0; i < experts; ++i) CHECK(a.responsibility[a.expert] >= a.responsibility[i]);
}

/// What a refusal must leave as it was.
struct Untouched {
  Prediction<4> prediction;
  Attribution<4> attribution;
  Untouched() {
    std::memset(static_cast<void*>(&prediction), 0x5a, sizeof prediction);
    std::memset(static_cast<void*>(&attribution), 0x5a, sizeof attribution);
  }
};

void check_refusal(const Model<4, 4>& model, std::span<const float> x, Status status) {
  Untouched out;
  const support::Snapshot before(out);
  CHECK(model.predict(x, out.prediction) == status);
  CHECK(model.attribute(x, 0.5f, out.attribution) == status);
  CHECK(before.unchanged());
}

}  // namespace

TEST_SUITE_BEGIN("model/predict");

TEST_CASE("mean, variance and probabilities are those of the mixture in double, 5 inputs x 1 to 8 experts") {
  support::Random random(1);
  Model<5, 8> model;
  for (std::uint32_t experts = 1; experts <= 8; ++experts) {
    test::write_random(model, 5, experts, experts);
    for (int n = 0; n < 50; ++n) check_prediction(model, draw_input(5, random));
  }
}

TEST_CASE("responsibilities and log density are those of the mixture in double, 5 inputs x 1 to 8 experts") {
  support::Random random(2);
  Model<5, 8> model;
  for (std::uint32_t experts = 1; experts <= 8; ++experts) {
    test::write_random(model, 5, experts, 20 + experts);
    for (int n = 0; n < 50; ++n) {
      check_attribution(model, draw_input(5, random), model.value_at_centre(0) + support::narrow(4.0 * random.normal()));
    }
  }
}

TEST_CASE("the density integrates to 1, and its mean and variance are the predicted ones, 2 inputs x 3 experts") {
  Model<2, 3> model;
  support::Random random(3);
  for (std::uint64_t seed = 0; seed < 5; ++seed) {
    test::write_random(model, 2, 3, seed);
    const std::vector<float> x = draw_input(2, random);
    Prediction<3> p;
    CHECK(model.predict(x, p) == Status::ok);
    const double deviation = std::sqrt(wide(p.variance));
    const double step = 0.025;  // an eighth of the smallest sigma: the trapezoid rule is exact to rounding
    double mass = 0.0, first = 0.0, second = 0.0;
    for (double off = -60.0; off <= 60.0; off += step) {
      Attribution<3> a;
      const float y = support::narrow(wide(p.mean) + off);
      CHECK(model.attribute(x, y, a) == Status::ok);
      mass += step * wide(a.density);
      first += step * wide(a.density) * off;
      second += step * wide(a.density) * off * off;
    }
    // A log density of size up to 10 is good to some 1e-6 where there is mass.
    CHECK(support::apart(mass, 1.0) <= 1e-5);
    CHECK(std::fabs(first) <= 1e-5 * (deviation + std::fabs(wide(p.mean))));
    CHECK(support::apart(second, p.variance) <= 2e-5 * wide(p.variance));
  }
}

TEST_CASE("a model that was not fitted says so and writes nothing") {
  const Model<4, 4> model;
  const float x[4] = {};
  check_refusal(model, x, Status::no_model);
  check_refusal(model, {x, 0}, Status::no_model);
  Attribution<4> attribution;
  CHECK(model.attribute(x, limits::quiet_NaN(), attribution) == Status::no_model);
}

TEST_CASE("a wrong length, a NaN and an infinity are refused and nothing is written, 3 of 4 inputs") {
  Model<4, 4> model;
  test::write_random(model, 3, 2, 4);
  const float x[4] = {1.0f, 2.0f, 3.0f, 4.0f};
  for (const std::size_t length : {0u, 1u, 2u, 4u}) check_refusal(model, {x, length}, Status::wrong_length);
  for (std::size_t place = 0; place < 3; ++place) {
    for (const float bad : {limits::quiet_NaN(), limits::infinity(), -limits::infinity()}) {
      float spoilt[3] = {1.0f, 2.0f, 3.0f};
      spoilt[place] = bad;
      check_refusal(model, spoilt, Status::not_finite);
    }
  }
  Untouched out;
  const support::Snapshot before(out);
  for (const float bad : {limits::quiet_NaN(), limits::infinity(), -limits::infinity()}) {
    CHECK(model.attribute({x, 3}, bad, out.attribution) == Status::not_finite);
  }
  CHECK(before.unchanged());
}

TEST_CASE("an input so large that the answer would not be finite is out of range and nothing is written") {
  Model<4, 4> model;
  test::write_random(model, 3, 2, 5);
  const core::ModelStore store = model.store();
  store.parameters[store.shape.slope(1) + 2] = 1e10f;
  const float far[3] = {0.0f, 0.0f, 1e30f};
  check_refusal(model, far, Status::out_of_range);  // a value overflows
  const float square[3] = {0.0f, 0.0f, 1e15f};
  Untouched out;
  const support::Snapshot before(out);
  store.parameters[store.shape.gate_slope(0) + 2] = 0.0f;
  CHECK(model.predict(square, out.prediction) == Status::out_of_range);  // only the variance does
  CHECK(before.unchanged());
  store.parameters[store.shape.slope(1) + 2] = 1.0f;
  store.parameters[store.shape.gate_slope(0) + 2] = 1e10f;
  check_refusal(model, far, Status::out_of_range);  // a logit overflows
  CHECK(model.attribute({square, 3}, 1e30f, out.attribution) == Status::out_of_range);
  CHECK(before.unchanged());
}

TEST_CASE("far from every expert the density is 0, its logarithm finite and the responsibilities sum to 1") {
  Model<1, 2> model;
  test::write_random(model, 1, 2, 6);
  const float x[1] = {0.0f};
  Attribution<2> a;
  CHECK(model.attribute(x, 1e6f, a) == Status::ok);
  CHECK(a.density == 0.0f);
  CHECK(a.log_density < -1e10f);
  CHECK(a.log_density >= limits::lowest());
  CHECK(a.responsibility[0] + a.responsibility[1] == 1.0f);
}

TEST_CASE("a gate that is all but closed leaves the other expert its share, 1 input x 2 experts") {
  Model<1, 2> model;
  test::write_random(model, 1, 2, 7);
  const core::ModelStore store = model.store();
  store.parameters[0] = 0.0f;
  store.parameters[store.shape.gate_slope(0)] = 1e4f;
  const float x[1] = {1.0f};
  Prediction<2> p;
  CHECK(model.predict(x, p) == Status::ok);
  CHECK(p.probability[0] == 1.0f);
  CHECK(p.probability[1] == 0.0f);
  CHECK(p.expert == 0);
  Attribution<2> a;
  CHECK(model.attribute(x, p.mean, a) == Status::ok);
  CHECK(a.expert == 0);
  CHECK(a.log_density - a.log_density == 0.0f);
}

TEST_CASE("inputs of every extent are read to their end and no further, 1 to 32 inputs x 3 of 8 experts") {
  support::Random random(8);
  Model<32, 8> model;
  for (const std::uint32_t dim : support::awkward_extents) {
    test::write_random(model, dim, 3, dim);  // what lies beyond dim is spoilt
    check_prediction(model, draw_input(dim, random));
    check_attribution(model, draw_input(dim, random), model.value_at_centre(0));
  }
}

TEST_CASE("a model that is known to the number gives the known answers, 1 input x 2 experts") {
  Model<1, 2> model;
  const core::ModelStore store = model.store();
  *store.size = {1, 2};
  store.parameters[store.shape.slope(0)] = 1.0f;  // y = x and y = -x about 0, sigma 1, equal odds
  store.parameters[store.shape.slope(1)] = -1.0f;
  store.parameters[store.shape.sigma(0)] = store.parameters[store.shape.sigma(1)] = 1.0f;
  const float x[1] = {3.0f};
  Prediction<2> p;
  CHECK(model.predict(x, p) == Status::ok);
  CHECK(p.mean == 0.0f);
  CHECK(p.variance == 10.0f);  // 1 within, 9 between
  CHECK(p.probability[0] == 0.5f);
  CHECK(p.probability[1] == 0.5f);
  CHECK(p.expert == 0);
  Attribution<2> a;
  CHECK(model.attribute(x, 3.0f, a) == Status::ok);
  CHECK(support::apart(a.log_density, std::log(0.5 * (1.0 + std::exp(-18.0))) - half_log_two_pi) <= 1e-6);
  CHECK(support::apart(a.responsibility[1], std::exp(-18.0) / (1.0 + std::exp(-18.0))) <= 1e-13);
}

TEST_SUITE_END();
