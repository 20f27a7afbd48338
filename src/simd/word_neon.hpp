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

inline Word load(const float* from) noexcept { return {vld1q_f32(from)}; }
inline void store(float* to, const Word& a) noexcept { vst1q_f32(to, a.lanes); }
inline Word splat(float value) noexcept { return {vdupq_n_f32(value)}; }

inline Word load_first(const float* from, std::uint32_t count) noexcept {
  Word word{vld1q_lane_f32(from, vdupq_n_f32(0.0f), 0)};
  if (count > 1) word.lanes = vld1q_lane_f32(from + 1, word.lanes, 1);
  if (count > 2) word.lanes = vld1q_lane_f32(from + 2, word.lanes, 2);
  return word;
}

inline Word add(const Word& a, const Word& b) noexcept { return {vaddq_f32(a.lanes, b.lanes)}; }
inline Word sub(const Word& a, const Word& b) noexcept { return {vsubq_f32(a.lanes, b.lanes)}; }
inline Word mul(const Word& a, const Word& b) noexcept { return {vmulq_f32(a.lanes, b.lanes)}; }
inline Word max(const Word& a, const Word& b) noexcept { return {vbslq_f32(vcgtq_f32(a.lanes, b.lanes), a.lanes, b.lanes)}; }
inline Word fma(const Word& a, const Word& b, const Word& c) noexcept { return {vfmaq_f32(c.lanes, a.lanes, b.lanes)}; }
inline float sum(const Word& a) noexcept {
  const float32x2_t halves = vadd_f32(vget_low_f32(a.lanes), vget_high_f32(a.lanes));
  return vget_lane_f32(vpadd_f32(halves, halves), 0);
}
inline Word larger(const Word& a, const Word& b) noexcept {
  return {vreinterpretq_f32_u32(vmaxq_u32(vreinterpretq_u32_f32(vabsq_f32(a.lanes)), vreinterpretq_u32_f32(b.lanes)))};
}
inline bool exceeds(const Word& a, float limit) noexcept {
  const uint32x4_t size = vreinterpretq_u32_f32(vabsq_f32(a.lanes));
  const uint32x2_t halves = vmax_u32(vget_low_u32(size), vget_high_u32(size));
  return vget_lane_u32(vpmax_u32(halves, halves), 0) > std::bit_cast<std::uint32_t>(limit);
}

}  // namespace motet::core::simd
