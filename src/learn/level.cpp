// SPDX-License-Identifier: MIT
#include "learn/level.hpp"

#include "tensor/vector.hpp"

namespace motet::core::learn {

namespace {

constexpr float rate_of_change = 0.01f;
constexpr float lowest = 0.0005f;
constexpr float highest = 0.5f;

[[nodiscard]] float hold(float value, float low, float high) noexcept {
  return value < low ? low : value > high ? high : value;
}

}  // namespace

float move_level(float rate, bool outside) noexcept {
  return hold(simd::fused(rate_of_change, outside ? usual_miss - 1.0f : usual_miss, rate), lowest, highest);
}

float scale_level(float rate, float miss) noexcept {
  constexpr float usual_odds = usual_miss / (1.0f - usual_miss);
  const float odds = rate / (1.0f - rate) / usual_odds * (miss / (1.0f - miss));
  return hold(odds / (1.0f + odds), 1e-6f, 0.999f);
}

}  // namespace motet::core::learn
