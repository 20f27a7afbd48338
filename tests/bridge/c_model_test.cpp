// SPDX-License-Identifier: MIT
#include "bridge/stage.hpp"

TEST_SUITE_BEGIN("bridge/c_model");

using stage::dim;
using stage::experts;

namespace {

/// The same stream, fitted by both.
struct Fitted {
  Fitted() {
    stage::EstimatorOfC estimator;
    stage::Estimator reference;
    image::Stream<dim> stream;
    for (int t = 0; t < 200; ++t) {
      stream.draw();
      REQUIRE(motet_estimator_push(estimator.object, stream.x, dim, stream.y) == MOTET_OK);
      REQUIRE(reference.push(stream.x, stream.y) == motet::Status::ok);
    }
    REQUIRE(motet_estimator_fit(estimator.object, model.object) == MOTET_OK);
    REQUIRE(reference.fit(right) == motet::Status::ok);
  }
  stage::ModelOfC model;
  stage::Model right;
};

}  // namespace

TEST_CASE("a model of C predicts and tells what that of C++ does, to the bit") {
  const Fitted fitted;
  const motet_model* const model = fitted.model.object;
  const stage::Model& right = fitted.right;
  CHECK(motet_model_dim(model) == dim);
  CHECK(motet_model_experts(model) == right.experts());
  image::Stream<dim> stream;
  for (int t = 0; t < 50; ++t) {
    stream.draw();
    motet_prediction prediction{};
    motet::Prediction<experts> same;
    REQUIRE(motet_model_predict(model, stream.x, dim, &prediction) == MOTET_OK);
    REQUIRE(right.predict(stream.x, same) == motet::Status::ok);
    CHECK(stage::same(prediction.mean, same.mean));
    CHECK(stage::same(prediction.variance, same.variance));
    CHECK(prediction.expert == same.expert);
    for (std::uint32_t i = 0; i < experts; ++i) CHECK(stage::same(prediction.probability[i], same.probability[i]));
    for (std::uint32_t i = experts; i < MOTET_MAX_EXPERTS; ++i) CHECK(prediction.probability[i] == 0.0f);
    motet_interval interval{};
    motet::Interval wide;
    REQUIRE(motet_model_interval(model, stream.x, dim, 0.9f, &interval) == MOTET_OK);
    REQUIRE(right.predict_interval(stream.x, 0.9f, wide) == motet::Status::ok);
    CHECK(stage::same(interval.lower, wide.lower));
    CHECK(stage::same(interval.upper, wide.upper));
  }
  for (std::uint32_t i = 0; i < right.experts(); ++i) {
    float slope[dim], gate[dim], intercept = 0.0f, sigma = 0.0f, bias = 0.0f;
    REQUIRE(motet_model_line(model, i, slope, &intercept, &sigma) == MOTET_OK);
    REQUIRE(motet_model_gate(model, i, gate, &bias) == MOTET_OK);
    CHECK(stage::same(intercept, right.intercept(i)));
    CHECK(stage::same(sigma, right.sigma(i)));
    CHECK(stage::same(bias, right.gate_intercept(i)));
    for (std::uint32_t j = 0; j < dim; ++j) {
      CHECK(stage::same(slope[j], right.slope(i, j)));
      CHECK(stage::same(gate[j], right.gate_slope(i, j)));
    }
    CHECK(motet_model_line(model, i, nullptr, nullptr, nullptr) == MOTET_OK);
    CHECK(motet_model_gate(model, i, nullptr, nullptr) == MOTET_OK);
  }
}

TEST_CASE("misuse is named") {
  stage::ModelOfC model;
  const float x[dim] = {};
  motet_prediction prediction{};
  prediction.mean = 3.0f;
  motet_interval interval{};
  CHECK(motet_model_predict(model.object, x, dim, &prediction) == MOTET_NO_MODEL);
  CHECK(motet_model_predict(nullptr, x, dim, &prediction) == MOTET_BAD_POINTER);
  CHECK(motet_model_predict(model.object, nullptr, dim, &prediction) == MOTET_BAD_POINTER);
  CHECK(motet_model_predict(model.object, x, dim, nullptr) == MOTET_BAD_POINTER);
  CHECK(motet_model_interval(model.object, x, dim, 0.5f, nullptr) == MOTET_BAD_POINTER);
  CHECK(motet_model_interval(stage::shifted(model.object), x, dim, 0.5f, &interval) == MOTET_BAD_POINTER);
  CHECK(motet_model_line(model.object, 0, nullptr, nullptr, nullptr) == MOTET_NO_MODEL);
  CHECK(motet_model_gate(nullptr, 0, nullptr, nullptr) == MOTET_BAD_POINTER);
  CHECK(motet_model_dim(nullptr) == 0);
  CHECK(motet_model_experts(model.object) == 0);
  CHECK(prediction.mean == 3.0f);
  const Fitted fitted;
  CHECK(motet_model_line(fitted.model.object, experts, nullptr, nullptr, nullptr) == MOTET_BAD_EXPERTS);
  CHECK(motet_model_predict(fitted.model.object, x, 1, &prediction) == MOTET_WRONG_LENGTH);

  std::uint64_t memory[MOTET_MODEL_WORDS(5, 3)];
  motet_model* made = nullptr;
  CHECK(motet_model_create(nullptr, sizeof memory, 5, 3, &made) == MOTET_BAD_POINTER);
  CHECK(motet_model_create(memory, sizeof memory, 5, 3, nullptr) == MOTET_BAD_POINTER);
  CHECK(motet_model_create(memory, sizeof memory - 1, 5, 3, &made) == MOTET_TOO_SMALL);
  CHECK(motet_model_create(memory, sizeof memory, 0, 3, &made) == MOTET_BAD_DIM);
  CHECK(motet_model_create(memory, sizeof memory, 5, 9, &made) == MOTET_BAD_EXPERTS);
  CHECK(made == nullptr);
}

TEST_SUITE_END();
