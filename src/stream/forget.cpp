// SPDX-License-Identifier: MIT
#include "stream/forget.hpp"

#include "stream/reservoir.hpp"
#include "tensor/elementary.hpp"
#include "tensor/vector.hpp"

namespace motet::core {

namespace stream {

[[gnu::noinline, gnu::cold]] void begin_anew(const EstimatorView& e) noexcept {
  State& state = *e.state;
  release(e);
  set_framed(state, false);
  state.held = state.young = state.kept = state.widenings = 0;
  state.target_shift = state.age = state.squares = 0.0f;
  state.target_scale = 1.0f;
  state.watch.count = 0;
  tensor::fill(e.plan->solve - e.plan->moments, 0.0f, old_level(e));  // all that a stream writes but the reservoir
}

float left_of(const State& state) noexcept {
  return state.settings.memory == 0.0f ? 1.0f : tensor::exponential(-state.age / state.settings.memory);
}

void end_block(const EstimatorView& e) noexcept {
  State& state = *e.state;
  const float before = weight_of(state, old_level(e));
  const float left = left_of(state);
  tensor::fade(order_of(e), left, old_level(e), young_level(e), e.plan->degree);
  state.squares = left * left * (state.squares + static_cast<float>(state.young));
  state.young = 0;
  state.age = 0.0f;
  thin(e, before, left * before);
}

void pass_time(const EstimatorView& e, float elapsed) noexcept {
  State& state = *e.state;
  const float memory = state.settings.memory;
  if (elapsed >= everything * memory) return begin_anew(e);
  if (!state.framed) return;
  state.age += elapsed;
  if (blocks * state.age >= memory) end_block(e);
}

}  // namespace stream

/// (sum w)^2 / sum w^2
float effective_samples(const EstimatorSource& e) noexcept {
  const float weight = stream::weight_of(*e.state, e.block + e.plan->moments);
  const float squares = e.state->squares + static_cast<float>(e.state->young + e.state->held);
  return weight > 0.0f ? weight * (weight / squares) : 0.0f;
}

}  // namespace motet::core
