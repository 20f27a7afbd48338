// SPDX-License-Identifier: MIT
#include "bridge/c_object.hpp"

#include "bridge/stage.hpp"

TEST_SUITE_BEGIN("bridge/c_object");

namespace core = motet::core;

TEST_CASE("the constants of C are the bytes of the floor plans, for every shape") {
  for (std::uint32_t d = 1; d <= core::bridge::max_inputs; ++d) {
    for (std::uint32_t e = 1; e <= motet::max_experts; ++e) {
      CAPTURE(d);
      CAPTURE(e);
      CHECK(MOTET_MODEL_BYTES(d, e) == motet_model_bytes(d, e));
      for (const std::uint32_t w : {0u, 1u, 2u, 3u, 63u, 64u, 4096u, 65536u}) {
        CHECK(MOTET_ESTIMATOR_BYTES(d, e, w) == motet_estimator_bytes(d, e, w));
        if (e < 2 || w == 0) continue;
        CHECK(MOTET_LEARNER_BYTES(d, e, w) == motet_learner_bytes(d, e, w));
      }
    }
  }
}

TEST_CASE("the floats of an object are those of the C++ object") {
  constexpr core::LearnerPlan made = core::bridge::plan_learner(stage::dim, stage::experts);
  CHECK(made.floats == stage::Learner::plan.floats);
  CHECK(made.members == stage::Learner::plan.members);
  CHECK(motet_learner_bytes(stage::dim, stage::experts, stage::window) ==
        core::bridge::object_bytes<core::bridge::LearnerHead>(made.floats + stage::Estimator::plan.floats));
  CHECK(motet_model_bytes(stage::dim, stage::experts) ==
        core::bridge::object_bytes<core::bridge::ModelHead>(stage::Model::shape.floats()));
}

TEST_CASE("an object beyond the bounds has no bytes, and its constant is larger than any array") {
  struct Shape {
    std::uint32_t dim, experts, window;
  };
  for (const Shape& s : {Shape{0, 3, 64}, {33, 3, 64}, {4, 1, 64}, {4, 9, 64}, {4, 3, 0}, {4, 3, (1u << 24) + 1}}) {
    CHECK(motet_learner_bytes(s.dim, s.experts, s.window) == 0);
    CHECK(MOTET_LEARNER_BYTES(s.dim, s.experts, s.window) > static_cast<std::size_t>(PTRDIFF_MAX));
  }
  CHECK(motet_estimator_bytes(4, 0, 64) == 0);
  CHECK(motet_estimator_bytes(4, 3, (1u << 24) + 1) == 0);
  CHECK(motet_model_bytes(33, 3) == 0);
  CHECK(motet_learner_saved_bytes(33, 3, 64) == 0);
  CHECK(MOTET_ESTIMATOR_BYTES(4, 0, 64) > static_cast<std::size_t>(PTRDIFF_MAX));
  CHECK(MOTET_MODEL_BYTES(33, 3) > static_cast<std::size_t>(PTRDIFF_MAX));
}

TEST_CASE("an object is plain bytes: its copy goes on alike") {
  stage::LearnerOfC first;
  image::Stream<stage::dim> stream;
  for (int t = 0; t < 60; ++t) {
    stream.draw();
    REQUIRE(motet_learner_learn(first.object, stream.x, stage::dim, stream.y) == MOTET_OK);
  }
  std::vector<std::uint64_t> copy(std::begin(first.memory), std::end(first.memory));
  motet_learner* const second = reinterpret_cast<motet_learner*>(copy.data());
  for (int t = 0; t < 60; ++t) {
    stream.draw();
    REQUIRE(motet_learner_learn(first.object, stream.x, stage::dim, stream.y) ==
            motet_learner_learn(second, stream.x, stage::dim, stream.y));
  }
  CHECK(std::memcmp(copy.data(), first.memory, sizeof first.memory) == 0);
}

TEST_SUITE_END();
