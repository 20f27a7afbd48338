// SPDX-License-Identifier: MIT
#pragma once

#include "stream/random.hpp"
#include "stream/stream.hpp"
#include "tensor/vector.hpp"

// Other settings for a stream that has begun.

namespace motet::core::stream {

/// Any order of `count` rows becomes as likely as any other.
inline void shuffle_rows(std::uint64_t& random, std::uint32_t width, std::uint32_t count, float* rows) noexcept {
  for (; count > 1; --count) {
    float* last = rows + (count - 1u) * width;
    float* other = rows + static_cast<std::uint32_t>((std::uint64_t{count} * draw(random)) >> 32) * width;
    for (std::uint32_t i = 0; i < width; ++i) {
      const float value = last[i];
      last[i] = other[i];
      other[i] = value;
    }
  }
}

/// Gives `state` the settings wanted, all but Settings::memory, which goes to `memory`. Whether the samples lie within the
/// range is not looked at.
///
/// error   bad_dim, bad_experts, bad_setting: the settings are outside their range, or want another calibration while
///         one goes on that has as many samples; other_memory: a stream that forgets cannot become one that does not.
///         Nothing changed
[[nodiscard]] Status retune_settings(const Plan& plan, const Settings& wanted, State& state, float& memory) noexcept;

/// The stream goes on with another memory: the block at hand ends, and samples fade at the new rate from now on.
void retune_memory(const EstimatorView& e, float memory) noexcept;

}  // namespace motet::core::stream
