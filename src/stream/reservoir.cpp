// SPDX-License-Identifier: MIT
#include "stream/reservoir.hpp"

#include "tensor/vector.hpp"

namespace motet::stream {

namespace {

/// The next 32 random bits. source: Steele, Lea, Flood, splitmix64, 2014
[[nodiscard]] std::uint32_t draw(std::uint64_t& state) noexcept {
  state += 0x9e3779b97f4a7c15u;
  std::uint64_t mixed = (state ^ (state >> 30)) * 0xbf58476d1ce4e5b9u;
  mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebu;
  const std::uint32_t high = static_cast<std::uint32_t>(mixed >> 32);
  return high ^ (high >> 31);
}

/// A uniform place below the number of samples seen. Beyond 2^32 of them the newest are kept a little too often.
[[nodiscard]] std::uint32_t draw_place(const EstimatorView& e) noexcept {
  const std::uint64_t accepted = e.state->counters.accepted;
  const std::uint32_t seen = accepted >> 32 == 0 ? static_cast<std::uint32_t>(accepted) : 0xffffffffu;
  return static_cast<std::uint32_t>((std::uint64_t{seen} * draw(e.state->random)) >> 32);
}

}  // namespace

void keep(const EstimatorView& e, const float* x, float y) noexcept {
  const std::uint32_t window = e.plan->window;
  if (window == 0) return;
  const std::uint32_t place = e.state->kept < window ? e.state->kept++ : draw_place(e);
  if (place >= window) return;
  float* row = kept_row(e, place);
  tensor::copy(e.state->settings.dim, x, row);
  row[e.state->settings.dim] = y;
}

}  // namespace motet::stream
