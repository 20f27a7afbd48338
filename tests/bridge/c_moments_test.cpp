// SPDX-License-Identifier: MIT
#include "bridge/stage.hpp"

TEST_SUITE_BEGIN("bridge/c_moments");

using stage::dim;

TEST_CASE("without a window C fits what C++ fits") {
  std::uint64_t memory[MOTET_ESTIMATOR_WORDS(5, 1, 0)];
  std::uint64_t beside[MOTET_MODEL_WORDS(5, 1)];
  motet_estimator* estimator = nullptr;
  motet_model* model = nullptr;
  REQUIRE(motet_estimator_create(memory, sizeof memory, dim, 1, 0, nullptr, &estimator) == MOTET_OK);
  REQUIRE(motet_model_create(beside, sizeof beside, dim, 1, &model) == MOTET_OK);
  motet::Estimator<dim, 1, 0> reference;
  motet::Model<dim, 1> right;
  image::Stream<dim> stream;
  for (int t = 0; t < 200; ++t) {
    stream.draw();
    REQUIRE(motet_estimator_push(estimator, stream.x, dim, stream.y) == MOTET_OK);
    REQUIRE(reference.push(stream.x, stream.y) == motet::Status::ok);
  }
  REQUIRE(motet_estimator_fit_moments(estimator, model) == MOTET_OK);
  REQUIRE(reference.fit(right) == motet::Status::ok);
  motet_prediction prediction{};
  motet::Prediction<1> right_prediction;
  REQUIRE(motet_model_predict(model, stream.x, dim, &prediction) == MOTET_OK);
  REQUIRE(right.predict(stream.x, right_prediction) == motet::Status::ok);
  CHECK(stage::same(prediction.mean, right_prediction.mean));
}

TEST_CASE("misuse is named") {
  stage::EstimatorOfC estimator;
  stage::ModelOfC model;
  CHECK(motet_estimator_fit_moments(estimator.object, model.object) == MOTET_BAD_SETTING);
  CHECK(motet_estimator_fit_moments(nullptr, model.object) == MOTET_BAD_POINTER);
  CHECK(motet_estimator_fit_moments(estimator.object, nullptr) == MOTET_BAD_POINTER);
  std::uint64_t memory[MOTET_MODEL_WORDS(4, 3)];
  motet_model* other = nullptr;
  REQUIRE(motet_model_create(memory, sizeof memory, 4, 3, &other) == MOTET_OK);
  CHECK(motet_estimator_fit_moments(estimator.object, other) == MOTET_OTHER_BOUNDS);
}

TEST_SUITE_END();
