// SPDX-License-Identifier: MIT
#pragma once

#include <arm_neon.h>

#include <bit>
#include <cstdint>

namespace motet::core::simd {

/// Four floats in a NEON register of AArch64 or of ARMv7 with VFPv4.
struct Word {
  float32x4_t lanes;
};

inline constexpr const char* back_end = "neon";
inline constexpr bool one_register = true;

[[nodiscard]] inline Word load(const float* from) noexcept { return {vld1q_f32(from)}; }
inline void store(float* to, Word a) noexcept { vst1q_f32(to, a.lanes); }
[[nodiscard]] inline Word splat(float value) noexcept { return {vdupq_n_f32(value)}; }

/// The first `count` of four floats, 1..3; the other lanes are zero and their memory is not read.
[[nodiscard]] inline Word load_first(const float* from, std::uint32_t count) noexcept {
  Word word{vld1q_lane_f32(from, vdupq_n_f32(0.0f), 0)};
  if (count > 1) word.lanes = vld1q_lane_f32(from + 1, word.lanes, 1);
  if (count > 2) word.lanes = vld1q_lane_f32(from + 2, word.lanes, 2);
  return word;
}

[[nodiscard]] inline Word add(Word a, Word b) noexcept { return {vaddq_f32(a.lanes, b.lanes)}; }
[[nodiscard]] inline Word sub(Word a, Word b) noexcept { return {vsubq_f32(a.lanes, b.lanes)}; }
[[nodiscard]] inline Word mul(Word a, Word b) noexcept { return {vmulq_f32(a.lanes, b.lanes)}; }
[[nodiscard]] inline Word max(Word a, Word b) noexcept { return {vbslq_f32(vcgtq_f32(a.lanes, b.lanes), a.lanes, b.lanes)}; }
/// a b + c, one rounding.
[[nodiscard]] inline Word fma(Word a, Word b, Word c) noexcept { return {vfmaq_f32(c.lanes, a.lanes, b.lanes)}; }
/// (a0 + a2) + (a1 + a3).
[[nodiscard]] inline float sum(Word a) noexcept {
  const float32x2_t halves = vadd_f32(vget_low_f32(a.lanes), vget_high_f32(a.lanes));
  return vget_lane_f32(vpadd_f32(halves, halves), 0);
}
/// The larger of |a| and b >= 0, as their bits are ordered: NaN lies above infinity.
[[nodiscard]] inline Word larger(Word a, Word b) noexcept {
  return {vreinterpretq_f32_u32(vmaxq_u32(vreinterpretq_u32_f32(vabsq_f32(a.lanes)), vreinterpretq_u32_f32(b.lanes)))};
}
/// Whether the size of a lane is above `limit`, or a lane is NaN.
[[nodiscard]] inline bool exceeds(Word a, float limit) noexcept {
  const uint32x4_t size = vreinterpretq_u32_f32(vabsq_f32(a.lanes));
  const uint32x2_t halves = vmax_u32(vget_low_u32(size), vget_high_u32(size));
  return vget_lane_u32(vpmax_u32(halves, halves), 0) > std::bit_cast<std::uint32_t>(limit);
}

/// a b + c, one rounding.
[[nodiscard]] inline float fused(float a, float b, float c) noexcept { return __builtin_fmaf(a, b, c); }
[[nodiscard]] inline float root(float a) noexcept { return __builtin_sqrtf(a); }

}  // namespace motet::core::simd
