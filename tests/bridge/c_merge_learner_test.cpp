// SPDX-License-Identifier: MIT
#include "bridge/stage.hpp"

TEST_SUITE_BEGIN("bridge/c_merge_learner");

using stage::dim;
using stage::LearnerOfC;

TEST_CASE("two learners of C become what those of C++ become, and go on like it, to the bit") {
  LearnerOfC learners[2];
  stage::Learner references[2];
  image::Stream<dim> stream;
  for (int t = 0; t < 600; ++t) {
    stream.draw();
    REQUIRE(motet_learner_learn(learners[t % 2].object, stream.x, dim, stream.y) ==
            static_cast<motet_status>(references[t % 2].learn(stream.x, stream.y)));
  }
  REQUIRE(motet_learner_merge(learners[0].object, learners[1].object) == MOTET_OK);
  REQUIRE(references[0].merge(references[1]) == motet::Status::ok);
  for (int t = 0; t < 100; ++t) {
    CAPTURE(t);
    stream.draw();
    motet_forecast forecast{};
    motet::Forecast right;
    REQUIRE(motet_learner_predict(learners[0].object, stream.x, dim, &forecast) == MOTET_OK);
    REQUIRE(references[0].predict(stream.x, right) == motet::Status::ok);
    REQUIRE(stage::same(forecast.mean, right.mean));
    REQUIRE(stage::same(forecast.deviation, right.deviation));
    REQUIRE(motet_learner_learn(learners[0].object, stream.x, dim, stream.y) ==
            static_cast<motet_status>(references[0].learn(stream.x, stream.y)));
  }
}

TEST_CASE("what cannot be merged is refused, and nothing is changed") {
  LearnerOfC learner, other;
  image::Stream<dim> stream;
  for (int t = 0; t < 20; ++t) {
    stream.draw();
    REQUIRE(motet_learner_learn(learner.object, stream.x, dim, stream.y) == MOTET_OK);
  }
  const std::vector<std::uint64_t> before(std::begin(learner.memory), std::end(learner.memory));
  CHECK(motet_learner_merge(nullptr, other.object) == MOTET_BAD_POINTER);
  CHECK(motet_learner_merge(learner.object, nullptr) == MOTET_BAD_POINTER);
  CHECK(motet_learner_merge(learner.object, stage::shifted(other.object)) == MOTET_BAD_POINTER);
  const stage::ModelOfC model;
  CHECK(motet_learner_merge(learner.object, reinterpret_cast<const motet_learner*>(model.object)) == MOTET_BAD_POINTER);
  CHECK(motet_learner_merge(learner.object, learner.object) == MOTET_SAME_STREAM);
  const std::uint32_t shapes[][3] = {{4, 3, 64}, {5, 2, 64}, {5, 3, 65}};
  for (const auto& [d, e, w] : shapes) {
    std::vector<std::uint64_t> memory(motet_learner_bytes(d, e, w) / 8);
    motet_learner* apart = nullptr;
    REQUIRE(motet_learner_create(memory.data(), 8 * memory.size(), d, e, w, nullptr, &apart) == MOTET_OK);
    CHECK(motet_learner_merge(learner.object, apart) == MOTET_OTHER_BOUNDS);
  }
  CHECK(std::memcmp(before.data(), learner.memory, sizeof learner.memory) == 0);
}

TEST_SUITE_END();
