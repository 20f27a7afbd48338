// SPDX-License-Identifier: MIT
#pragma once

#include <array>

#include "motet/learner.hpp"
#include "support/bits.hpp"
#include "support/random.hpp"

// Streams that the tests of this room share.

namespace motet::learning_stage {

using Inputs = std::array<float, 3>;

struct Sample {
  Inputs x;
  float y;
};

/// Two lines, parted by the sign of the first input.
[[nodiscard]] inline Sample draw_regimes(support::Random& random, double noise = 0.1) {
  Sample sample;
  for (float& value : sample.x) value = support::narrow(random.normal());
  const double a = support::wide(sample.x[1]);
  const double y = sample.x[0] > 0.0f ? 2.0 + 2.0 * a : -2.0 - a;
  sample.y = support::narrow(y + support::wide(sample.x[2]) + noise * random.normal());
  return sample;
}

/// One line.
[[nodiscard]] inline Sample draw_line(support::Random& random, double noise = 0.1) {
  Sample sample;
  for (float& value : sample.x) value = support::narrow(random.normal());
  const double y = 1.0 + 2.0 * support::wide(sample.x[0]) - support::wide(sample.x[1]);
  sample.y = support::narrow(y + noise * random.normal());
  return sample;
}

using Small = Learner<3, 2, 64>;

template <class Learner>
void teach(Learner& learner, support::Random& random, int count) {
  for (int t = 0; t < count; ++t) {
    const Sample sample = draw_regimes(random);
    static_cast<void>(learner.learn(sample.x, sample.y));
  }
}

}  // namespace motet::learning_stage
