// SPDX-License-Identifier: MIT
#include "adapt/schedule.hpp"

#include "tensor/elementary.hpp"
#include "tensor/vector.hpp"

namespace motet::core::adapting {

namespace {

constexpr float most_falling = 0.5f;  // a step of 1 would leave nothing of what lies behind, nor of the inverse information

}  // namespace

float floor_step(float memory, float elapsed) noexcept {
  constexpr float least = 0x1p-18f;
  constexpr float most = 0.125f;
  if (!(memory > 0.0f && elapsed > least * memory)) return least;
  return elapsed < most * memory ? elapsed / memory : most;
}

void advance(const AdapterView& a, float elapsed) noexcept {
  AdaptState& state = *a.state;
  const AdaptSettings& settings = state.settings;
  state.least_step = floor_step(state.memory, elapsed);
  if (state.turn == 0) {
    const float n = static_cast<float>(state.samples) + settings.step_delay;
    const float falling = tensor::exponential(-settings.step_power * tensor::logarithm(n));
    state.falling = falling < most_falling ? falling : most_falling;
  }
  state.step = state.falling > state.least_step ? state.falling : state.least_step;
  // sum of squared weights, each sample before being worth 1 - step of what it was
  const float keep = 1.0f - state.step;
  state.concentration = simd::fused(keep * keep, state.concentration, state.step * state.step);
  if (state.samples < 0xffffffffu) ++state.samples;
}

float take_share(const AdaptState& state, std::uint32_t& averaged) noexcept {
  const float weight = 1.0f + state.settings.average_power;
  const float share = weight / (static_cast<float>(averaged) + weight);
  if (averaged < 0xffffffffu) ++averaged;
  return share > state.least_step ? share : state.least_step;
}

void restart(const AdapterView& a) noexcept { a.state->samples = 0; }

}  // namespace motet::core::adapting
