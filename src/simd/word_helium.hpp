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

[[nodiscard]] inline Word load(const float* from) noexcept { return {vldrwq_f32(from)}; }
inline void store(float* to, Word a) noexcept { vstrwq_f32(to, a.lanes); }
[[nodiscard]] inline Word splat(float value) noexcept { return {vdupq_n_f32(value)}; }

/// The first `count` of four floats, 1..3; the other lanes are zero and their memory is not read.
[[nodiscard]] inline Word load_first(const float* from, std::uint32_t count) noexcept {
  return {vldrwq_z_f32(from, vctp32q(count))};
}

[[nodiscard]] inline Word add(Word a, Word b) noexcept { return {vaddq_f32(a.lanes, b.lanes)}; }
[[nodiscard]] inline Word sub(Word a, Word b) noexcept { return {vsubq_f32(a.lanes, b.lanes)}; }
[[nodiscard]] inline Word mul(Word a, Word b) noexcept { return {vmulq_f32(a.lanes, b.lanes)}; }
[[nodiscard]] inline Word max(Word a, Word b) noexcept { return {vpselq_f32(a.lanes, b.lanes, vcmpgtq_f32(a.lanes, b.lanes))}; }
/// a b + c, one rounding.
[[nodiscard]] inline Word fma(Word a, Word b, Word c) noexcept { return {vfmaq_f32(c.lanes, a.lanes, b.lanes)}; }
/// (a0 + a2) + (a1 + a3).
[[nodiscard]] inline float sum(Word a) noexcept {
  return (vgetq_lane_f32(a.lanes, 0) + vgetq_lane_f32(a.lanes, 2)) + (vgetq_lane_f32(a.lanes, 1) + vgetq_lane_f32(a.lanes, 3));
}
/// The larger of |a| and b >= 0, as their bits are ordered: NaN lies above infinity.
[[nodiscard]] inline Word larger(Word a, Word b) noexcept {
  return {vreinterpretq_f32_u32(vmaxq_u32(vreinterpretq_u32_f32(vabsq_f32(a.lanes)), vreinterpretq_u32_f32(b.lanes)))};
}
/// Whether the size of a lane is above `limit`, or a lane is NaN.
[[nodiscard]] inline bool exceeds(Word a, float limit) noexcept {
  return vcmphiq_n_u32(vreinterpretq_u32_f32(vabsq_f32(a.lanes)), std::bit_cast<std::uint32_t>(limit)) != 0;
}

/// a b + c, one rounding.
[[nodiscard]] inline float fused(float a, float b, float c) noexcept { return __builtin_fmaf(a, b, c); }
[[nodiscard]] inline float root(float a) noexcept { return __builtin_sqrtf(a); }

}  // namespace motet::core::simd
