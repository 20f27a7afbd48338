// SPDX-License-Identifier: MIT
#pragma once

#include <doctest/doctest.h>

#include <cstdint>
#include <cstring>
#include <vector>

#include "motet/learner.hpp"
#include "motet/motet.h"
#include "promises/image/stream.hpp"

namespace stage {

inline constexpr std::uint32_t dim = 5;
inline constexpr std::uint32_t experts = 3;
inline constexpr std::uint32_t window = 64;

using Learner = motet::Learner<dim, experts, window>;
using Estimator = motet::Estimator<dim, experts, window>;
using Model = motet::Model<dim, experts>;

/// Whether two values are the same bytes.
template <class Value>
[[nodiscard]] bool same(const Value& a, const Value& b) {
  return std::memcmp(&a, &b, sizeof a) == 0;
}

/// A learner of C in memory of its own.
struct LearnerOfC {
  explicit LearnerOfC(const motet_learner_settings* settings = nullptr) {
    REQUIRE(motet_learner_create(memory, sizeof memory, dim, experts, window, settings, &object) == MOTET_OK);
  }
  std::uint64_t memory[MOTET_LEARNER_WORDS(dim, experts, window)]{};
  motet_learner* object = nullptr;
};

struct EstimatorOfC {
  explicit EstimatorOfC(const motet_settings* settings = nullptr) {
    REQUIRE(motet_estimator_create(memory, sizeof memory, dim, experts, window, settings, &object) == MOTET_OK);
  }
  std::uint64_t memory[MOTET_ESTIMATOR_WORDS(dim, experts, window)]{};
  motet_estimator* object = nullptr;
};

struct ModelOfC {
  ModelOfC() { REQUIRE(motet_model_create(memory, sizeof memory, dim, experts, &object) == MOTET_OK); }
  std::uint64_t memory[MOTET_MODEL_WORDS(dim, experts)]{};
  motet_model* object = nullptr;
};

/// An object that lies where no object may.
template <class Object>
[[nodiscard]] Object* shifted(Object* object) {
  return reinterpret_cast<Object*>(reinterpret_cast<unsigned char*>(object) + 4);
}

}  // namespace stage
