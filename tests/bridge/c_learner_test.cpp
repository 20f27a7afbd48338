// SPDX-License-Identifier: MIT
#include <limits>

#include "bridge/stage.hpp"

TEST_SUITE_BEGIN("bridge/c_learner");

using stage::dim;
using stage::LearnerOfC;

TEST_CASE("a learner of C says and learns what that of C++ does, to the bit") {
  motet_learner_settings settings = MOTET_LEARNER_DEFAULTS;
  settings.work_per_sample = 60;
  settings.seed = 7;
  motet::LearnerSettings same_settings;
  same_settings.work_per_sample = 60;
  same_settings.seed = 7;
  LearnerOfC learner(&settings);
  stage::Learner reference(same_settings);
  image::Stream<dim> stream;
  for (int t = 0; t < 500; ++t) {
    CAPTURE(t);
    stream.draw();
    motet_forecast forecast{};
    motet::Forecast right;
    REQUIRE(motet_learner_predict(learner.object, stream.x, dim, &forecast) == MOTET_OK);
    REQUIRE(reference.predict(stream.x, right) == motet::Status::ok);
    REQUIRE(stage::same(forecast.mean, right.mean));
    REQUIRE(stage::same(forecast.lower, right.lower));
    REQUIRE(stage::same(forecast.upper, right.upper));
    REQUIRE(stage::same(forecast.deviation, right.deviation));
    if (t % 50 == 49) {
      motet_interval interval{};
      motet::Interval wide;
      float p = 0.0f, right_p = 0.0f;
      REQUIRE(motet_learner_interval(learner.object, stream.x, dim, 0.5f, &interval) == MOTET_OK);
      REQUIRE(reference.interval(stream.x, 0.5f, wide) == motet::Status::ok);
      CHECK(stage::same(interval.lower, wide.lower));
      CHECK(stage::same(interval.upper, wide.upper));
      REQUIRE(motet_learner_score(learner.object, stream.x, dim, 3.0f, &p) == MOTET_OK);
      REQUIRE(reference.score(stream.x, 3.0f, right_p) == motet::Status::ok);
      CHECK(stage::same(p, right_p));
    }
    const float elapsed = t % 7 == 0 ? 2.0f : 1.0f;
    REQUIRE(motet_learner_learn_after(learner.object, stream.x, dim, stream.y, elapsed) ==
            static_cast<motet_status>(reference.learn(stream.x, stream.y, elapsed)));
    CHECK(motet_learner_work(learner.object, 5) == static_cast<motet_status>(reference.work(5)));
  }
  CHECK(reference.counters().fits > 0);
  REQUIRE(motet_learner_reset(learner.object, nullptr) == MOTET_OK);
  REQUIRE(reference.reset({}) == motet::Status::ok);
  CHECK(motet_learner_learn(learner.object, stream.x, dim, stream.y) ==
        static_cast<motet_status>(reference.learn(stream.x, stream.y)));
}

TEST_CASE("a learner is not made where it cannot be") {
  std::uint64_t memory[MOTET_LEARNER_WORDS(5, 3, 64)];
  motet_learner* learner = nullptr;
  const auto create = [&](void* at, std::size_t bytes, std::uint32_t d, std::uint32_t e, std::uint32_t w) {
    return motet_learner_create(at, bytes, d, e, w, nullptr, &learner);
  };
  CHECK(create(nullptr, sizeof memory, 5, 3, 64) == MOTET_BAD_POINTER);
  CHECK(create(reinterpret_cast<unsigned char*>(memory) + 4, sizeof memory - 4, 1, 2, 1) == MOTET_BAD_POINTER);
  CHECK(motet_learner_create(memory, sizeof memory, 5, 3, 64, nullptr, nullptr) == MOTET_BAD_POINTER);
  CHECK(create(memory, sizeof memory - 1, 5, 3, 64) == MOTET_TOO_SMALL);
  CHECK(create(memory, sizeof memory, 5, 3, 65) == MOTET_TOO_SMALL);
  CHECK(create(memory, sizeof memory, 0, 3, 64) == MOTET_BAD_DIM);
  CHECK(create(memory, sizeof memory, 33, 3, 64) == MOTET_BAD_DIM);
  CHECK(create(memory, sizeof memory, 5, 1, 64) == MOTET_BAD_EXPERTS);
  CHECK(create(memory, sizeof memory, 5, 9, 64) == MOTET_BAD_EXPERTS);
  CHECK(create(memory, sizeof memory, 5, 3, 0) == MOTET_BAD_SETTING);
  motet_learner_settings settings = MOTET_LEARNER_DEFAULTS;
  settings.range = -1.0f;
  CHECK(motet_learner_create(memory, sizeof memory, 5, 3, 64, &settings, &learner) == MOTET_BAD_SETTING);
  CHECK(learner == nullptr);
  CHECK(motet_learner_work(reinterpret_cast<motet_learner*>(memory), 1) == MOTET_BAD_POINTER);
  CHECK(create(memory, sizeof memory, 5, 3, 64) == MOTET_OK);
}

TEST_CASE("misuse is named, and changes nothing") {
  LearnerOfC learner;
  image::Stream<dim> stream;
  for (int t = 0; t < 20; ++t) {
    stream.draw();
    REQUIRE(motet_learner_learn(learner.object, stream.x, dim, stream.y) == MOTET_OK);
  }
  const std::vector<std::uint64_t> before(std::begin(learner.memory), std::end(learner.memory));
  motet_forecast forecast{1.0f, 2.0f, 3.0f, 4.0f};
  motet_interval interval{5.0f, 6.0f};
  float p = 7.0f;
  std::uint64_t memory[MOTET_MODEL_WORDS(5, 3)];
  motet_model* model = nullptr;
  REQUIRE(motet_model_create(memory, sizeof memory, 5, 3, &model) == MOTET_OK);
  motet_learner* const others[] = {nullptr, stage::shifted(learner.object), reinterpret_cast<motet_learner*>(model)};
  for (motet_learner* const other : others) {
    CHECK(motet_learner_predict(other, stream.x, dim, &forecast) == MOTET_BAD_POINTER);
    CHECK(motet_learner_interval(other, stream.x, dim, 0.9f, &interval) == MOTET_BAD_POINTER);
    CHECK(motet_learner_score(other, stream.x, dim, 0.0f, &p) == MOTET_BAD_POINTER);
    CHECK(motet_learner_learn(other, stream.x, dim, 0.0f) == MOTET_BAD_POINTER);
    CHECK(motet_learner_work(other, 1) == MOTET_BAD_POINTER);
    CHECK(motet_learner_reset(other, nullptr) == MOTET_BAD_POINTER);
  }
  CHECK(motet_learner_predict(learner.object, nullptr, dim, &forecast) == MOTET_BAD_POINTER);
  CHECK(motet_learner_predict(learner.object, stream.x, dim, nullptr) == MOTET_BAD_POINTER);
  CHECK(motet_learner_interval(learner.object, stream.x, dim, 0.9f, nullptr) == MOTET_BAD_POINTER);
  CHECK(motet_learner_score(learner.object, stream.x, dim, 0.0f, nullptr) == MOTET_BAD_POINTER);
  CHECK(motet_learner_learn(learner.object, nullptr, dim, 0.0f) == MOTET_BAD_POINTER);
  CHECK(motet_learner_interval(learner.object, stream.x, dim, 1.0f, &interval) == MOTET_BAD_LEVEL);
  CHECK(motet_learner_predict(learner.object, stream.x, dim - 1, &forecast) == MOTET_WRONG_LENGTH);
  motet_learner_settings settings = MOTET_LEARNER_DEFAULTS;
  settings.work_per_sample = 1000000001u;
  CHECK(motet_learner_reset(learner.object, &settings) == MOTET_BAD_SETTING);
  CHECK(std::memcmp(before.data(), learner.memory, sizeof learner.memory) == 0);
  CHECK(forecast.mean == 1.0f);
  CHECK(interval.upper == 6.0f);
  CHECK(p == 7.0f);
  CHECK(motet_learner_learn(learner.object, stream.x, dim + 1, 0.0f) == MOTET_WRONG_LENGTH);
  CHECK(motet_learner_learn(learner.object, stream.x, dim, std::numeric_limits<float>::quiet_NaN()) == MOTET_NOT_FINITE);
  CHECK(motet_learner_learn(learner.object, stream.x, dim, 1e16f) == MOTET_OUT_OF_RANGE);
}

TEST_CASE("the smallest learner and the largest are made and learn") {
  for (const std::uint32_t d : {1u, 32u}) {
    const std::uint32_t e = d == 1 ? 2 : 8;
    std::vector<std::uint64_t> memory(motet_learner_bytes(d, e, d) / 8);
    motet_learner* learner = nullptr;
    REQUIRE(motet_learner_create(memory.data(), 8 * memory.size(), d, e, d, nullptr, &learner) == MOTET_OK);
    image::Stream<32> stream;
    for (int t = 0; t < 20; ++t) {
      stream.draw();
      REQUIRE(motet_learner_learn(learner, stream.x, d, stream.y) == MOTET_OK);
    }
    motet_forecast forecast{};
    CHECK(motet_learner_predict(learner, stream.x, d, &forecast) == MOTET_OK);
    CHECK(forecast.lower < forecast.upper);
  }
}

TEST_SUITE_END();
