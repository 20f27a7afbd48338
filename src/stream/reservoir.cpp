// SPDX-License-Identifier: MIT
#include "stream/reservoir.hpp"

#include "stream/forget.hpp"
#include "stream/random.hpp"
#include "tensor/vector.hpp"

namespace motet::core::stream {

namespace {

/// A uniform place below the number of samples offered. Beyond 2^32 of them the newest are kept a little too often.
[[nodiscard]] std::uint32_t draw_place(const EstimatorView& e) noexcept {
  const std::uint64_t offered = e.state->counters.accepted - e.state->missed;
  const std::uint32_t seen = offered >> 32 == 0 ? static_cast<std::uint32_t>(offered) : 0xffffffffu;
  return static_cast<std::uint32_t>((std::uint64_t{seen} * draw(e.state->random)) >> 32);
}

/// A uniform place below `count`.
[[nodiscard]] std::uint32_t draw_below(const EstimatorView& e, std::uint32_t count) noexcept {
  return static_cast<std::uint32_t>((std::uint64_t{count} * draw(e.state->random)) >> 32);
}

/// True with a probability below 1.
[[nodiscard]] bool happens(const EstimatorView& e, float probability) noexcept {
  return draw(e.state->random) < static_cast<std::uint32_t>(probability * 0x1p32f);
}

void write_row(const EstimatorView& e, std::uint32_t place, const float* x, float y) noexcept {
  float* row = kept_row(e, place);
  tensor::copy(e.state->settings.dim, x, row);
  row[e.state->settings.dim] = y;
}

}  // namespace

void keep(const EstimatorView& e, const float* x, float y) noexcept {
  const std::uint32_t window = e.plan->window;
  if (window == 0) return;
  const std::uint32_t place = e.state->kept < window ? e.state->kept++ : draw_place(e);
  if (place < window) write_row(e, place, x, y);
}

void keep_recent(const EstimatorView& e, const float* x, float y) noexcept {
  const std::uint32_t window = e.plan->window;
  if (window == 0) return;
  const float share = static_cast<float>(window) / (weight_of(*e.state, old_level(e)) + 1.0f);
  if (share < 1.0f && !happens(e, share)) return;
  const bool room = e.state->kept < window;
  if (room) ++e.state->kept;
  const std::uint32_t place = draw_below(e, e.state->kept);
  // The row whose place it takes moves to the end: so the order stays random.
  if (room) tensor::copy(order_of(e), kept_row(e, place), kept_row(e, e.state->kept - 1u));
  write_row(e, place, x, y);
}

void miss(const EstimatorView& e) noexcept { e.state->missed += e.plan->window == 0 ? 0u : 1u; }

void release(const EstimatorView& e) noexcept {
  const float begun = e.state->course.begun;
  const float faded = e.state->course.faded;
  e.state->course.attempt = core::Attempt::none;
  e.state->course.faded = 0.0f;
  set_framed(*e.state, e.state->framed);
  if (faded > 0.0f) thin(e, begun, (1.0f - faded) * begun);
}

void thin(const EstimatorView& e, float before, float after) noexcept {
  if (fitting(e)) {
    e.state->course.faded = 1.0f - (1.0f - e.state->course.faded) * (after / before);
    return;
  }
  const float window = static_cast<float>(e.plan->window);
  if (after >= window || e.state->kept == 0) return;
  const float expected = static_cast<float>(e.state->kept) * (after / (before < window ? before : window));
  const std::uint32_t whole = static_cast<std::uint32_t>(expected);
  e.state->kept = whole + (happens(e, expected - static_cast<float>(whole)) ? 1u : 0u);
}

}  // namespace motet::core::stream
