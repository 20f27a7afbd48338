// SPDX-License-Identifier: MIT
#include "bridge/stage.hpp"

TEST_SUITE_BEGIN("bridge/c_reading");

using stage::dim;
using stage::experts;

TEST_CASE("a learner of C reports what that of C++ does, and hands out its model") {
  stage::LearnerOfC learner;
  stage::Learner reference;
  stage::ModelOfC model;
  CHECK(motet_learner_model(learner.object, model.object) == MOTET_NO_MODEL);
  image::Stream<dim> stream;
  for (int t = 0; t < 600; ++t) {
    stream.draw();
    REQUIRE(motet_learner_learn(learner.object, stream.x, dim, stream.y) ==
            static_cast<motet_status>(reference.learn(stream.x, stream.y)));
  }
  CHECK(motet_learner_learn(learner.object, stream.x, 1, 0.0f) == MOTET_WRONG_LENGTH);
  motet_learner_report report{};
  REQUIRE(motet_learner_read(learner.object, &report) == MOTET_OK);
  const motet::LearnerReport right = reference.report();
  CHECK(report.samples == 600);
  CHECK(report.refused == 1);
  CHECK(stage::same(report.loglik, right.loglik));
  CHECK(stage::same(report.covered, right.covered));
  CHECK(stage::same(report.gain, right.gain));
  CHECK(stage::same(report.memory, right.memory));
  CHECK(stage::same(report.log_density, reference.log_density()));
  CHECK(stage::same(report.p_value, reference.p_value()));
  CHECK(report.experts == right.experts);
  CHECK(report.changes == right.changes);
  CHECK(report.fits == right.fits);
  CHECK(report.replaced == right.replaced);
  for (std::uint32_t m = 0; m < 12; ++m) CHECK(stage::same(motet_learner_weight(learner.object, m), reference.weight(m)));
  CHECK(report.fits > 0);

  REQUIRE(motet_learner_model(learner.object, model.object) == MOTET_OK);
  motet_prediction prediction{};
  motet::Prediction<experts> right_prediction;
  REQUIRE(motet_model_predict(model.object, stream.x, dim, &prediction) == MOTET_OK);
  REQUIRE(reference.model().predict(stream.x, right_prediction) == motet::Status::ok);
  CHECK(stage::same(prediction.mean, right_prediction.mean));
}

TEST_CASE("what is no learner, and a model of other bounds, is refused") {
  stage::LearnerOfC learner;
  stage::ModelOfC model;
  motet_learner_report report{};
  CHECK(motet_learner_read(nullptr, &report) == MOTET_BAD_POINTER);
  CHECK(motet_learner_read(learner.object, nullptr) == MOTET_BAD_POINTER);
  CHECK(motet_learner_weight(nullptr, 0) == 0.0f);
  CHECK(motet_learner_model(stage::shifted(learner.object), model.object) == MOTET_BAD_POINTER);
  CHECK(motet_learner_model(learner.object, nullptr) == MOTET_BAD_POINTER);
  std::uint64_t memory[MOTET_MODEL_WORDS(5, 4)];
  motet_model* other = nullptr;
  REQUIRE(motet_model_create(memory, sizeof memory, 5, 4, &other) == MOTET_OK);
  CHECK(motet_learner_model(learner.object, other) == MOTET_OTHER_BOUNDS);
}

TEST_SUITE_END();
