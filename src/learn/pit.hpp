// SPDX-License-Identifier: MIT
#pragma once

namespace motet::core::learn {

// The probability integral transform u = P(target < y) of a good forecast is uniform. What is not uniform about ours is
// known from a running histogram of 32 bins, and taken off.

/// As after 256 uniform samples.
void begin_histogram(float* bins) noexcept;

/// Counts u; what was before fades with a memory of 4,096 samples.
void count_transform(float u, float* bins) noexcept;

/// The share of transforms below u, straight within a bin.
[[nodiscard]] float rank_transform(float u, const float* bins) noexcept;

/// The transform below which this share lies.
[[nodiscard]] float unrank_transform(float rank, const float* bins) noexcept;

/// Twice the smaller tail: uniform on a healthy stream, small where the target is strange.
[[nodiscard]] float judge_transform(float u, const float* bins) noexcept;

}  // namespace motet::core::learn
