// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>

namespace plant {

constexpr std::size_t inputs = 4;

/// A sensor on a plant with two regimes, the same at every start.
struct Sensor {
  std::array<float, inputs> x{};
  float y = 0.0f;

  void read() noexcept {
    for (float& value : x) value = draw();
    y = (x[0] > 0.0f ? 3.0f * x[1] + x[2] : 1.0f - 2.0f * x[3]) + 0.05f * draw();
  }

 private:
  /// From -1 to 1.
  float draw() noexcept {
    state_ = state_ * 1664525u + 1013904223u;
    return static_cast<float>(state_ >> 16) / 32768.0f - 1.0f;
  }

  std::uint32_t state_ = 1;
};

}  // namespace plant
