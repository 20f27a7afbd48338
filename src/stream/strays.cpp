// SPDX-License-Identifier: MIT
#include "stream/strays.hpp"

#include <limits>

#include "stream/reservoir.hpp"
#include "tensor/unit.hpp"
#include "tensor/vector.hpp"

namespace motet::core::stream {

namespace {

using tensor::magnitude;

constexpr float farthest = 32.0f;  // deviations
constexpr std::uint32_t share = 16;
constexpr std::uint32_t most_held = 512;  // rows that are looked at, for the time it takes

[[nodiscard]] float* held_row(const EstimatorView& e, std::uint32_t index) noexcept {
  return young_level(e) + index * order_of(e);
}

/// Where a column lies without its strays, and how far out is too far.
struct Middle {
  float centre;
  float reach;
};

/// Mean of the values no farther than `reach` from `centre`.
[[nodiscard]] float average(const EstimatorView& e, std::uint32_t column, const Middle& middle) noexcept {
  float sum = 0.0f;
  float count = 0.0f;
  for (std::uint32_t i = 0; i < e.state->held; ++i) {
    const float off = held_row(e, i)[column] - middle.centre;
    if (magnitude(off) > middle.reach) continue;
    sum += off;
    count += 1.0f;
  }
  return middle.centre + sum / count;
}

/// The largest distance from `centre` below `bound`.
[[nodiscard]] float find_below(const EstimatorView& e, std::uint32_t column, float centre, float bound) noexcept {
  float largest = 0.0f;
  for (std::uint32_t i = 0; i < e.state->held; ++i) {
    const float off = magnitude(held_row(e, i)[column] - centre);
    if (off < bound && off > largest) largest = off;
  }
  return largest;
}

[[nodiscard]] Middle find_middle(const EstimatorView& e, std::uint32_t column) noexcept {
  constexpr float all = std::numeric_limits<float>::max();
  const float origin = average(e, column, {held_row(e, 0)[column], all});
  float inner = all;
  for (std::uint32_t k = 0; k <= e.state->held / share; ++k) inner = find_below(e, column, origin, inner);
  const float centre = average(e, column, {origin, inner});
  float squares = 0.0f;  // of parts of the largest, so that nothing under- or overflows
  float largest = 0.0f;
  float count = 0.0f;
  const auto visit = [&](const auto& add) {
    for (std::uint32_t i = 0; i < e.state->held; ++i) {
      const float value = held_row(e, i)[column];
      if (magnitude(value - origin) <= inner) add(magnitude(value - centre));
    }
  };
  visit([&](float off) { largest = off > largest ? off : largest; });
  if (largest > 0.0f) {
    visit([&](float off) {
      squares = simd::fused(off / largest, off / largest, squares);
      count += 1.0f;
    });
    largest *= simd::root(squares / count);
  }
  // A column that rests moves by its rounding.
  const float rounding = magnitude(centre) * 1e-6f;
  return {centre, largest > rounding ? farthest * largest : farthest * rounding};
}

/// Centres of the columns and what is too far from them, a row each; where the sample at hand will lie.
[[nodiscard]] float* centres(const EstimatorView& e) noexcept { return sample_z(e); }
[[nodiscard]] float* reaches(const EstimatorView& e) noexcept { return sample_z(e) + padded(order_of(e)); }

[[nodiscard]] bool is_stray(const EstimatorView& e, std::uint32_t index) noexcept {
  const float* row = held_row(e, index);
  bool stray = false;
  for (std::uint32_t column = 0; column < order_of(e); ++column) {
    stray |= magnitude(row[column] - centres(e)[column]) > reaches(e)[column];
  }
  return stray;
}

[[nodiscard]] std::uint32_t count_strays(const EstimatorView& e) noexcept {
  std::uint32_t strays = 0;
  for (std::uint32_t i = 0; i < e.state->held; ++i) strays += is_stray(e, i) ? 1u : 0u;
  return strays;
}

/// The reservoir restarts; the rows that are left are offered to it.
void offer_again(const EstimatorView& e, std::uint32_t left) noexcept {
  State& state = *e.state;
  state.kept = state.held = 0;
  for (std::uint32_t i = 0; i < left; ++i) {
    const float* row = held_row(e, i);
    state.missed = state.counters.accepted - (i + 1u);
    if (state.settings.memory > 0.0f) {
      keep_recent(e, row, row[state.settings.dim]);
    } else {
      keep(e, row, row[state.settings.dim]);
    }
    ++state.held;
  }
}

}  // namespace

void drop_strays(const EstimatorView& e) noexcept {
  const std::uint32_t held = e.state->held;
  if (held < share || held > most_held) return;
  for (std::uint32_t column = 0; column < order_of(e); ++column) {
    const Middle middle = find_middle(e, column);
    centres(e)[column] = middle.centre;
    reaches(e)[column] = middle.reach;
  }
  const std::uint32_t strays = count_strays(e);
  if (strays == 0 || strays > held / share) return;
  std::uint32_t left = 0;
  for (std::uint32_t i = 0; i < held; ++i) {
    if (is_stray(e, i)) continue;
    if (left < i) tensor::copy(order_of(e), held_row(e, i), held_row(e, left));
    ++left;
  }
  offer_again(e, left);
}

}  // namespace motet::core::stream
