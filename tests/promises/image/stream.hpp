// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>

namespace image {

/// A stream of three regimes, the same bits on every machine: integers, and floats that they give exactly.
template <std::size_t Dim>
struct Stream {
  static_assert(Dim >= 5);

  float x[Dim]{};
  float y = 0.0f;
  std::uint32_t state = 1;

  /// Uniform in [-1, 1), near enough.
  float uniform() noexcept {
    state = state * 1664525u + 1013904223u;
    return static_cast<float>(static_cast<std::int32_t>(state) >> 16) * 0x1p-15f;
  }

  void draw() noexcept {
    for (float& each : x) each = uniform();
    if (x[0] > 0.375f) {
      y = 2.0f * x[1] + 1.0f;
    } else if (x[0] > -0.25f) {
      y = x[2] - x[3];
    } else {
      y = 0.5f - 1.5f * x[1] + x[4];
    }
    y += 0.125f * uniform();
  }
};

}  // namespace image
