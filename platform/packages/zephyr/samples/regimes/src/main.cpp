// SPDX-License-Identifier: MIT
// Learns a plant with two regimes, and prints every hundredth forecast beside what came. The plant is made up here: no wires.

#include <zephyr/kernel.h>

#include <cstdint>
#include <motet/learner.hpp>

namespace {

motet::Learner<2> learner;

std::uint32_t state = 1;

/// From -1 to 1.
float uniform() {
  state = state * 1664525u + 1013904223u;
  return static_cast<float>(state >> 16) / 32768.0f - 1.0f;
}

/// A plant with two regimes.
float plant(const float* x) { return (x[0] > 0.0f ? 3.0f * x[0] + x[1] : 1.0f - 2.0f * x[1]) + 0.05f * uniform(); }

}  // namespace

int main() {
  for (int samples = 1; samples <= 1000; ++samples) {
    const float x[2] = {uniform(), uniform()};
    const float y = plant(x);
    motet::Forecast forecast;
    if (learner.predict(x, forecast) == motet::Status::ok && samples % 100 == 0) {
      printk("%.3f to %.3f: %.3f\n", static_cast<double>(forecast.lower), static_cast<double>(forecast.upper),
             static_cast<double>(y));
    }
    if (learner.learn(x, y) == motet::Status::changed) printk("the plant has changed\n");
    k_msleep(1);
  }
  printk("1000 samples learnt\n");
  return 0;
}
