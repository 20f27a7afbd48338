// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "motet/detail/requirements.hpp"

namespace motet::core {

/// Whether a target that has left its frame has begun to move after a rest, or has only met something strange. Plain bytes.
///
/// A plant rests when it is switched on: its target is constant, or the noise of a sensor. What comes before it
/// moves is then no sample of the stream that follows, and a frame chosen from it holds no digit of that. So a target
/// far outside the frame is watched, with those that follow it. If a quarter of them lie as far out, and they spread
/// at least eight times as wide as all that came before, the stream before was a rest. An outlier, or a step from one
/// level to another, is none.
struct Watch {
  static constexpr std::uint32_t length = 66;        ///< samples: more than a batch of push has
  static constexpr std::uint32_t most_restarts = 3;  ///< so a target that comes and goes is learnt in the end
  static constexpr float wider = 64.0f;              ///< variances

  std::uint32_t count = 0;     ///< samples so far, the jump among them; 0: nothing is watched
  std::uint32_t far = 0;       ///< of these, farther out than `limit`
  std::uint32_t restarts = 0;  ///< rests that have ended so far
  float scale = 0.0f;          ///< 1 / unit of what follows
  float limit = 0.0f;          ///< units
  float variance = 0.0f;       ///< of all that came before the jump, units squared
  float first = 0.0f;          ///< the jump, units
  float sum = 0.0f;            ///< of differences from it
  float squares = 0.0f;

  /// Begins with a target that has jumped; all in units of 1 / inverse_unit.
  constexpr void begin(float inverse_unit, float farthest, float before, float jump) noexcept {
    *this = {1, 1, restarts, inverse_unit, farthest, before, jump, 0.0f, 0.0f};
  }

  /// Takes the next target, in units less the shift: whether a rest has ended with the jump. The watch ends by itself.
  [[nodiscard]] constexpr bool take(float value) noexcept {
    const float off = value - first;
    sum += off;
    squares += off * off;
    far += value > limit || value < -limit ? 1u : 0u;
    if (++count < length) return false;
    const float mean = sum / static_cast<float>(length);
    const bool moved = 4u * far >= length && squares / static_cast<float>(length) - mean * mean > wider * variance;
    count = 0;
    restarts += moved ? 1u : 0u;
    return moved;
  }
};

}  // namespace motet::core
