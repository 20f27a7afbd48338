// SPDX-License-Identifier: MIT
#include <cstddef>

#include "bridge/stage.hpp"

TEST_SUITE_BEGIN("bridge/c_saving");

using stage::dim;

namespace {

constexpr std::size_t bytes = motet::image_bytes<stage::Learner>;

}  // namespace

TEST_CASE("C saves the bytes that C++ saves, and each loads what the other has saved") {
  REQUIRE(motet_learner_saved_bytes(dim, stage::experts, stage::window) == bytes);
  stage::LearnerOfC learner;
  stage::Learner reference;
  image::Stream<dim> stream;
  for (int t = 0; t < 150; ++t) {
    stream.draw();
    REQUIRE(motet_learner_learn(learner.object, stream.x, dim, stream.y) ==
            static_cast<motet_status>(reference.learn(stream.x, stream.y)));
  }
  std::vector<std::byte> saved(bytes), right(bytes);
  REQUIRE(motet_learner_save(learner.object, saved.data(), bytes) == MOTET_OK);
  REQUIRE(motet::save(reference, right) == motet::Status::ok);
  REQUIRE(saved == right);

  stage::LearnerOfC other;
  stage::Learner other_reference;
  REQUIRE(motet_learner_load(other.object, right.data(), bytes) == MOTET_OK);
  REQUIRE(motet::load(saved, other_reference) == motet::Status::ok);
  for (int t = 0; t < 50; ++t) {
    stream.draw();
    motet_forecast forecast{};
    motet::Forecast same;
    REQUIRE(motet_learner_predict(other.object, stream.x, dim, &forecast) == MOTET_OK);
    REQUIRE(other_reference.predict(stream.x, same) == motet::Status::ok);
    REQUIRE(stage::same(forecast.mean, same.mean));
    REQUIRE(motet_learner_learn(other.object, stream.x, dim, stream.y) ==
            static_cast<motet_status>(other_reference.learn(stream.x, stream.y)));
  }
}

TEST_CASE("what was not saved by such a learner is refused, and changes nothing") {
  stage::LearnerOfC learner;
  std::vector<std::byte> saved(bytes);
  REQUIRE(motet_learner_save(learner.object, saved.data(), bytes) == MOTET_OK);
  image::Stream<dim> stream;
  stream.draw();
  REQUIRE(motet_learner_learn(learner.object, stream.x, dim, stream.y) == MOTET_OK);
  const std::vector<std::uint64_t> before(std::begin(learner.memory), std::end(learner.memory));
  CHECK(motet_learner_save(nullptr, saved.data(), bytes) == MOTET_BAD_POINTER);
  CHECK(motet_learner_save(learner.object, nullptr, bytes) == MOTET_BAD_POINTER);
  CHECK(motet_learner_save(learner.object, saved.data(), bytes - 1) == MOTET_WRONG_LENGTH);
  CHECK(motet_learner_load(nullptr, saved.data(), bytes) == MOTET_BAD_POINTER);
  CHECK(motet_learner_load(learner.object, nullptr, bytes) == MOTET_BAD_POINTER);
  CHECK(motet_learner_load(learner.object, saved.data(), bytes - 1) == MOTET_WRONG_LENGTH);
  CHECK(motet_learner_load(learner.object, saved.data(), 0) != MOTET_OK);
  saved.push_back(std::byte{0});
  CHECK(motet_learner_load(learner.object, saved.data(), bytes + 1) == MOTET_WRONG_LENGTH);
  saved[bytes / 2] ^= std::byte{1};
  CHECK(motet_learner_load(learner.object, saved.data(), bytes) == MOTET_DAMAGED);
  saved[0] ^= std::byte{1};
  CHECK(motet_learner_load(learner.object, saved.data(), bytes) == MOTET_NO_IMAGE);

  std::vector<std::uint64_t> memory(MOTET_LEARNER_WORDS(4, 3, 64));
  motet_learner* smaller = nullptr;
  REQUIRE(motet_learner_create(memory.data(), 8 * memory.size(), 4, 3, 64, nullptr, &smaller) == MOTET_OK);
  std::vector<std::byte> others(motet_learner_saved_bytes(4, 3, 64));
  REQUIRE(motet_learner_save(smaller, others.data(), others.size()) == MOTET_OK);
  CHECK(motet_learner_load(learner.object, others.data(), others.size()) == MOTET_OTHER_BOUNDS);
  CHECK(std::memcmp(before.data(), learner.memory, sizeof learner.memory) == 0);
}

TEST_SUITE_END();
