// SPDX-License-Identifier: MIT
#pragma once

#include "stream/stream.hpp"

namespace motet::core::stream {

// Forgetting with one time constant, Settings::memory, for moments and reservoir alike.
//
// A block of samples begins with one of them and ends before the first that comes memory / 16 after it, or later. Within a
// block all samples count alike, across blocks a sample counts by the time from the beginning of its block to the beginning
// of the block at hand:
//
//     w = exp(-(block at hand - block of the sample) / memory)
//
// A sum that fades in steady state stops where its step is half a unit of the last place: with sixteen steps a memory that is
// 1e-6 of it. With a step every 4095 samples a memory of 10^7 was off by 1.3e-4, a quarter of its statistical error.
//
// So beside exp(-age / memory) no two weights are wrong by more than e^(1/16), and a push folds at most once. The samples
// of the calibration are a block of their own that begins with the last of them.

/// Blocks in a memory.
inline constexpr float blocks = 16.0f;

/// Memories after which nothing is left: a weight of 1e-7.
inline constexpr float everything = 16.0f;

/// The sum of the weights of all samples so far; `old` is the old level, whose first entry it is.
[[nodiscard]] inline float weight_of(const State& state, const float* old) noexcept {
  return old[0] + static_cast<float>(state.young + state.held);
}

/// What is left of a weight of 1 after the block at hand; 1 where nothing is forgotten.
[[nodiscard]] float left_of(const State& state) noexcept;

/// Forgets all but the counters: the phase is again that of a new stream.
void begin_anew(const EstimatorView& e) noexcept;

/// The time between two samples passes: if the block at hand has ended, all weights fade. After a gap of `everything`
/// the moments and the window are empty, and the frame is calibrated anew; counters go on.
///
/// unit    elapsed: that of memory, which is not 0
/// error   no entry becomes subnormal
/// cost    one multiply-add an entry of the moments, a block; no loop over the window
void pass_time(const EstimatorView& e, float elapsed) noexcept;

/// Ends the block at hand: all weights fade by its age.
void end_block(const EstimatorView& e) noexcept;

}  // namespace motet::core::stream
