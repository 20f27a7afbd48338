// SPDX-License-Identifier: MIT
#include <bit>

#include "bridge/stage.hpp"

TEST_SUITE_BEGIN("bridge/c_estimator");

using stage::dim;
using stage::experts;

TEST_CASE("the settings of C are those of C++, each by its name") {
  motet_settings settings{};
  REQUIRE(motet_settings_default(&settings) == MOTET_OK);
  settings.dim = 3;
  settings.seed = 9;
  settings.memory = 77.0f;
  settings.shared_sigma = false;
  settings.gate_ridge = 0.5f;
  settings.gate_iterations = 4;
  settings.refine_iterations = 12;
  const motet::Settings same = std::bit_cast<motet::Settings>(settings);
  const motet::Settings right;
  CHECK(same.dim == 3);
  CHECK(same.calibration == right.calibration);
  CHECK(same.seed == 9);
  CHECK(same.range == right.range);
  CHECK(same.memory == 77.0f);
  CHECK(same.experts == right.experts);
  CHECK_FALSE(same.shared_sigma);
  CHECK(same.drop_collinear);
  CHECK(same.condition_limit == right.condition_limit);
  CHECK(same.sigma_start == right.sigma_start);
  CHECK(same.sigma_floor == right.sigma_floor);
  CHECK(same.gate_ridge == 0.5f);
  CHECK(same.tolerance == right.tolerance);
  CHECK(same.power_starts == right.power_starts);
  CHECK(same.power_iterations == right.power_iterations);
  CHECK(same.gate_iterations == 4);
  CHECK(same.searches == right.searches);
  CHECK(same.refine_iterations == 12);
  CHECK(motet_settings_default(nullptr) == MOTET_BAD_POINTER);
}

TEST_CASE("an estimator of C fits in slices what that of C++ fits at once") {
  motet_settings settings{};
  REQUIRE(motet_settings_default(&settings) == MOTET_OK);
  settings.memory = 500.0f;
  motet::Settings same;
  same.memory = 500.0f;
  stage::EstimatorOfC estimator(&settings);
  stage::Estimator reference(same);
  image::Stream<dim> stream;
  for (int t = 0; t < 200; ++t) {
    stream.draw();
    REQUIRE(motet_estimator_push_after(estimator.object, stream.x, dim, stream.y, 2.0f) == MOTET_OK);
    REQUIRE(reference.push(stream.x, stream.y, 2.0f) == motet::Status::ok);
  }
  stage::ModelOfC model;
  stage::Model right;
  REQUIRE(reference.fit(right) == motet::Status::ok);
  REQUIRE(motet_estimator_begin_fit(estimator.object) == MOTET_OK);
  int slices = 1;
  while (motet_estimator_step_fit(estimator.object, 500, model.object) == MOTET_UNFINISHED) ++slices;
  CHECK(slices > 3);
  motet_prediction prediction{};
  motet::Prediction<experts> right_prediction;
  REQUIRE(motet_model_predict(model.object, stream.x, dim, &prediction) == MOTET_OK);
  REQUIRE(right.predict(stream.x, right_prediction) == motet::Status::ok);
  CHECK(stage::same(prediction.mean, right_prediction.mean));
  CHECK(stage::same(prediction.variance, right_prediction.variance));
}

TEST_CASE("misuse is named") {
  std::uint64_t memory[MOTET_ESTIMATOR_WORDS(5, 3, 64)];
  motet_estimator* made = nullptr;
  CHECK(motet_estimator_create(nullptr, sizeof memory, 5, 3, 64, nullptr, &made) == MOTET_BAD_POINTER);
  CHECK(motet_estimator_create(memory, sizeof memory, 5, 3, 64, nullptr, nullptr) == MOTET_BAD_POINTER);
  CHECK(motet_estimator_create(memory, sizeof memory - 8, 5, 3, 64, nullptr, &made) == MOTET_TOO_SMALL);
  CHECK(motet_estimator_create(memory, sizeof memory, 33, 3, 64, nullptr, &made) == MOTET_BAD_DIM);
  CHECK(motet_estimator_create(memory, sizeof memory, 5, 0, 64, nullptr, &made) == MOTET_BAD_EXPERTS);
  motet_settings settings{};
  REQUIRE(motet_settings_default(&settings) == MOTET_OK);
  settings.calibration = 1;
  CHECK(motet_estimator_create(memory, sizeof memory, 5, 3, 64, &settings, &made) == MOTET_BAD_SETTING);
  CHECK(made == nullptr);

  stage::EstimatorOfC estimator;
  stage::ModelOfC model;
  const float x[dim] = {};
  for (motet_estimator* const other : {static_cast<motet_estimator*>(nullptr), stage::shifted(estimator.object)}) {
    CHECK(motet_estimator_push(other, x, dim, 0.0f) == MOTET_BAD_POINTER);
    CHECK(motet_estimator_push_after(other, x, dim, 0.0f, 1.0f) == MOTET_BAD_POINTER);
    CHECK(motet_estimator_fit(other, model.object) == MOTET_BAD_POINTER);
    CHECK(motet_estimator_begin_fit(other) == MOTET_BAD_POINTER);
    CHECK(motet_estimator_step_fit(other, 1, model.object) == MOTET_BAD_POINTER);
  }
  CHECK(motet_estimator_push(estimator.object, nullptr, dim, 0.0f) == MOTET_BAD_POINTER);
  CHECK(motet_estimator_push(estimator.object, x, 4, 0.0f) == MOTET_WRONG_LENGTH);
  CHECK(motet_estimator_fit(estimator.object, nullptr) == MOTET_BAD_POINTER);
  CHECK(motet_estimator_fit(estimator.object, model.object) == MOTET_TOO_FEW_SAMPLES);
  CHECK(motet_estimator_step_fit(estimator.object, 1, model.object) == MOTET_NOT_BEGUN);
  std::uint64_t other[MOTET_MODEL_WORDS(4, 3)];
  motet_model* smaller = nullptr;
  REQUIRE(motet_model_create(other, sizeof other, 4, 3, &smaller) == MOTET_OK);
  CHECK(motet_estimator_fit(estimator.object, smaller) == MOTET_OTHER_BOUNDS);
  CHECK(motet_estimator_step_fit(estimator.object, 1, smaller) == MOTET_OTHER_BOUNDS);
  std::uint64_t bare[MOTET_ESTIMATOR_WORDS(5, 3, 0)];
  REQUIRE(motet_estimator_create(bare, sizeof bare, 5, 3, 0, nullptr, &made) == MOTET_OK);
  CHECK(motet_estimator_fit(made, model.object) == MOTET_WINDOW_NEEDED);
  CHECK(motet_estimator_begin_fit(made) == MOTET_WINDOW_NEEDED);
  CHECK(motet_estimator_step_fit(made, 1, model.object) == MOTET_WINDOW_NEEDED);
}

TEST_SUITE_END();
