// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <memory>
#include <span>

#include "image/tools.hpp"
#include "motet/learner.hpp"
#include "support/bits.hpp"
#include "support/random.hpp"

// Learners that are saved in the tests.

namespace motet::test {

/// One mixture of either sight, and a line of each.
struct FewMembers {
  static constexpr Member members[] = {
      {Sight::inputs, 2, 0},  {Sight::inputs_and_last, 2, 60}, {Sight::nothing, 0, 0},
      {Sight::inputs, 0, 50}, {Sight::inputs_and_last, 0, 0},
  };
};
using FewLearner = Learner<2, 2, 16, FewMembers>;

/// Two lines, parted by the sign of the first input, until they change; the target before plays a part.
template <class Learner>
void teach(Learner& learner, std::size_t first, std::size_t last, std::size_t change = 1000) {
  float before = 0.0f;
  for (std::size_t t = 0; t < last; ++t) {
    support::Random random(t + 1);
    const std::array<float, 2> x{support::narrow(random.normal()), support::narrow(random.normal())};
    const float slope = (x[0] > 0.0f ? 2.0f : -1.0f) * (t < change ? 1.0f : -4.0f);
    const float y = slope * x[0] + x[1] + 0.25f * before + 0.05f * support::narrow(random.normal());
    before = y;
    if (t < first) continue;
    Forecast forecast;
    if (t % 3 != 0) static_cast<void>(learner.predict(std::span(x).first(learner.dim()), forecast));
    static_cast<void>(learner.learn(std::span(x).first(learner.dim()), y));
  }
}

/// One that has learnt `count` samples.
[[nodiscard]] inline std::unique_ptr<FewLearner> learnt(std::size_t count, const LearnerSettings& settings = {}) {
  auto learner = std::make_unique<FewLearner>(settings);
  teach(*learner, 0, count);
  return learner;
}

}  // namespace motet::test
