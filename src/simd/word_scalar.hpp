// SPDX-License-Identifier: MIT
#pragma once

#include <bit>
#include <cstdint>

namespace motet::core::simd {

/// Four floats in an array, for a core with one float at a time.
struct Word {
  float lane[4];
};

inline constexpr const char* back_end = "scalar";
inline constexpr bool one_register = false;

inline Word load(const float* from) noexcept { return {{from[0], from[1], from[2], from[3]}}; }
inline void store(float* to, const Word& a) noexcept {
  for (std::uint32_t i = 0; i < 4; ++i) to[i] = a.lane[i];
}
inline Word splat(float value) noexcept { return {{value, value, value, value}}; }

inline Word load_first(const float* from, std::uint32_t count) noexcept {
  return {{from[0], count > 1 ? from[1] : 0.0f, count > 2 ? from[2] : 0.0f, 0.0f}};
}

inline Word add(const Word& a, const Word& b) noexcept {
  return {{a.lane[0] + b.lane[0], a.lane[1] + b.lane[1], a.lane[2] + b.lane[2], a.lane[3] + b.lane[3]}};
}
inline Word sub(const Word& a, const Word& b) noexcept {
  return {{a.lane[0] - b.lane[0], a.lane[1] - b.lane[1], a.lane[2] - b.lane[2], a.lane[3] - b.lane[3]}};
}
inline Word mul(const Word& a, const Word& b) noexcept {
  return {{a.lane[0] * b.lane[0], a.lane[1] * b.lane[1], a.lane[2] * b.lane[2], a.lane[3] * b.lane[3]}};
}
inline Word max(const Word& a, const Word& b) noexcept {
  Word c = b;
  for (std::uint32_t i = 0; i < 4; ++i) c.lane[i] = a.lane[i] > b.lane[i] ? a.lane[i] : b.lane[i];
  return c;
}
inline Word fma(const Word& a, const Word& b, const Word& c) noexcept {
  return {{fused(a.lane[0], b.lane[0], c.lane[0]), fused(a.lane[1], b.lane[1], c.lane[1]),
           fused(a.lane[2], b.lane[2], c.lane[2]), fused(a.lane[3], b.lane[3], c.lane[3])}};
}
inline float sum(const Word& a) noexcept { return (a.lane[0] + a.lane[2]) + (a.lane[1] + a.lane[3]); }

inline Word larger(const Word& a, const Word& b) noexcept {
  Word c = b;
  for (std::uint32_t i = 0; i < 4; ++i) {
    const std::uint32_t size = std::bit_cast<std::uint32_t>(a.lane[i]) & 0x7fffffffu;
    if (size > std::bit_cast<std::uint32_t>(b.lane[i])) c.lane[i] = std::bit_cast<float>(size);
  }
  return c;
}
inline bool exceeds(const Word& a, float limit) noexcept {
  const std::uint32_t most = std::bit_cast<std::uint32_t>(limit) << 1;
  bool above = false;
  for (std::uint32_t i = 0; i < 4; ++i) above |= (std::bit_cast<std::uint32_t>(a.lane[i]) << 1) > most;
  return above;
}

}  // namespace motet::core::simd
