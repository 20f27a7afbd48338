// SPDX-License-Identifier: MIT
#pragma once

#include <arm_mve.h>

#include <bit>
#include <cstdint>

namespace motet::core::simd {

/// Four floats in an MVE register, Cortex-M55 and later.
struct Word {
  float32x4_t lanes;
};

inline constexpr const char* back_end = "helium";
inline constexpr bool one_register = true;

inline Word load(const float* from) noexcept { return {vldrwq_f32(from)}; }
inline void store(float* to, const Word& a) noexcept { vstrwq_f32(to, a.lanes); }
inline Word splat(float value) noexcept { return {vdupq_n_f32(value)}; }

inline Word load_first(const float* from, std::uint32_t count) noexcept { return {vldrwq_z_f32(from, vctp32q(count))}; }

inline Word add(const Word& a, const Word& b) noexcept { return {vaddq_f32(a.lanes, b.lanes)}; }
inline Word sub(const Word& a, const Word& b) noexcept { return {vsubq_f32(a.lanes, b.lanes)}; }
inline Word mul(const Word& a, const Word& b) noexcept { return {vmulq_f32(a.lanes, b.lanes)}; }
inline Word max(const Word& a, const Word& b) noexcept { return {vpselq_f32(a.lanes, b.lanes, vcmpgtq_f32(a.lanes, b.lanes))}; }
inline Word fma(const Word& a, const Word& b, const Word& c) noexcept { return {vfmaq_f32(c.lanes, a.lanes, b.lanes)}; }
inline float sum(const Word& a) noexcept {
  return (vgetq_lane_f32(a.lanes, 0) + vgetq_lane_f32(a.lanes, 2)) + (vgetq_lane_f32(a.lanes, 1) + vgetq_lane_f32(a.lanes, 3));
}
inline Word larger(const Word& a, const Word& b) noexcept {
  return {vreinterpretq_f32_u32(vmaxq_u32(vreinterpretq_u32_f32(vabsq_f32(a.lanes)), vreinterpretq_u32_f32(b.lanes)))};
}
inline bool exceeds(const Word& a, float limit) noexcept {
  return vcmphiq_n_u32(vreinterpretq_u32_f32(vabsq_f32(a.lanes)), std::bit_cast<std::uint32_t>(limit)) != 0;
}

}  // namespace motet::core::simd
