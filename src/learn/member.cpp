// SPDX-License-Identifier: MIT
#include "learn/member.hpp"

#include "tensor/elementary.hpp"
#include "tensor/student.hpp"
#include "tensor/vector.hpp"

namespace motet::core::learn {

namespace {

constexpr float keep = 0.999f;    // of the sums of residuals
constexpr float far = 25.0f;      // squared errors, in variances, that are far beyond
constexpr float farthest = 1e9f;  // deviations: squares stay finite
constexpr std::uint32_t most_misses = 6;

[[nodiscard]] float hold(float value, float low, float high) noexcept {
  return value < low ? low : value > high ? high : value;
}

[[nodiscard]] float variance_of(const Reach& reach, const MemberState& member) noexcept {
  return member.variance > reach.least ? member.variance : reach.least;
}

/// V / (q + V): the weight of a member's own prediction against the level of the targets.
[[nodiscard]] float trust(const Reach& reach, float variance, Said said) noexcept {
  return reach.variance / simd::fused(variance, said.doubt - 1.0f, reach.variance);
}

/// What counts of it.
[[nodiscard]] float draw_in(const Reach& reach, float part, Said said) noexcept {
  return simd::fused(part, hold(said.value, reach.low, reach.high) - reach.level, reach.level);
}

/// rho^horizon; a negative rho does not last beyond one sample.
[[nodiscard]] float carry_over(const MemberState& member, float horizon) noexcept {
  if (!(member.square > 0.0f)) return 0.0f;
  const float rho = hold(member.along / member.square, -0.2f, 1.0f);
  if (horizon == 1.0f || rho == 1.0f) return rho;
  return rho > 0.0f ? tensor::exponential(horizon * tensor::logarithm(rho)) : 0.0f;
}

}  // namespace

void foretell(const Reach& reach, float horizon, Said said, MemberState& member) noexcept {
  const float variance = variance_of(reach, member);
  const float part = trust(reach, variance, said);
  member.own = draw_in(reach, part, said);
  member.mean = simd::fused(carry_over(member, horizon), member.residual, member.own);
  member.width = simd::root(simd::fused(variance * (said.doubt - 1.0f), part, variance));
}

float measure_member(const MemberState& member, float y) noexcept {
  return tensor::evaluate_student_log_density((y - member.mean) / member.width, member.width);
}

void learn_errors(const Reach& reach, float horizon, float share, float y, MemberState& member) noexcept {
  const float variance = variance_of(reach, member);
  const float residual = y - member.own;
  const float off = hold((y - member.mean) / member.width, -farthest, farthest);  // in deviations
  const float square = off * off;
  if (member.variance == 0.0f) {
    member.variance = (y - member.mean) * (y - member.mean);
  } else if (square > far) {
    member.misses += member.misses < most_misses ? 1u : 0u;
    const float weighed = member.misses > 1 ? square : 4.0f * square / (3.0f + square);
    const float part = share * static_cast<float>(1u << (member.misses - 1u));
    member.variance = simd::fused(part < 0.5f ? part : 0.5f, variance * (weighed - 1.0f), variance);
  } else {
    member.misses = 0;
    member.variance = simd::fused(share, variance * (4.0f * square / (3.0f + square) - 1.0f), variance);
  }
  member.variance = variance_of(reach, member);
  if (horizon == 1.0f) {
    member.along = simd::fused(keep, member.along, residual * member.residual);
    member.square = simd::fused(keep, member.square, member.residual * member.residual);
  }
  member.residual = residual;
}

}  // namespace motet::core::learn
