// SPDX-License-Identifier: MIT
#include "adapt/change.hpp"

#include "tensor/vector.hpp"

namespace motet::core::adapting {

namespace {

constexpr float largest_drop =
    4.0f;  // deviations: the most that one sample counts: a change takes twelve of them, as the defaults are

}  // namespace

bool notice_change(const AdapterView& a, float loglik) noexcept {
  AdaptState& state = *a.state;
  const AdaptSettings& settings = state.settings;
  const bool warm = state.watched >= warming;
  const float deviation = simd::root(state.spread);
  float off = loglik - state.loglik;
  if (warm && off < -largest_drop * deviation) off = -largest_drop * deviation;
  if (warm && deviation > 0.0f) {
    const float drop = state.drop - off / deviation - settings.change_allowance;
    state.drop = drop > 0.0f ? drop : 0.0f;
  }
  const float seen = static_cast<float>(state.watched);
  const float share = 1.0f / (seen + 1.0f < settings.change_memory ? seen + 1.0f : settings.change_memory);
  state.loglik = simd::fused(share, off, state.loglik);
  state.spread = simd::fused(share, simd::fused(1.0f - share, off * off, -state.spread), state.spread);
  if (state.watched < 0xffffffffu) ++state.watched;
  if (!(state.drop > settings.change_threshold)) return false;
  state.drop = 0.0f;
  state.watched = 0;
  return true;
}

}  // namespace motet::core::adapting
