// SPDX-License-Identifier: MIT
#include "learn/alarm.hpp"

#include "tensor/vector.hpp"

namespace motet::core::learn {

namespace {

constexpr std::uint32_t warming = 100;  // samples
constexpr float memory = 2000.0f;       // samples
constexpr float allowance = 0.5f;       // deviations
constexpr float largest_drop = 8.0f;    // deviations
constexpr float threshold = 30.0f;      // deviations

}  // namespace

float read_best(const LearnerView& l) noexcept {
  const MemberState* best = l.members;
  for (const MemberState* member = best + 1; member != l.members + members_of(l); ++member) {
    if (member->loglik > best->loglik) best = member;
  }
  return best->log_density;
}

bool notice_change(const LearnerView& l, float loglik) noexcept {
  LearnerState& state = *l.state;
  const bool warm = state.watched >= warming;
  const float deviation = simd::root(state.spread);
  float off = loglik - state.usual;
  if (warm && off < -largest_drop * deviation) off = -largest_drop * deviation;
  if (warm && deviation > 0.0f) {
    const float drop = state.drop - off / deviation - allowance;
    state.drop = drop > 0.0f ? drop : 0.0f;
  }
  const float seen = static_cast<float>(state.watched) + 1.0f;
  const float share = 1.0f / (seen < memory ? seen : memory);
  state.usual = simd::fused(share, off, state.usual);
  state.spread = simd::fused(share, simd::fused(1.0f - share, off * off, -state.spread), state.spread);
  if (state.watched < 0xffffffffu) ++state.watched;
  if (!(state.drop > threshold)) return false;
  state.drop = 0.0f;
  state.watched = 0;
  return true;
}

}  // namespace motet::core::learn
