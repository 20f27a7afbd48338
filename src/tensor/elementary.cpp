// SPDX-License-Identifier: MIT
#include "tensor/elementary.hpp"

#include <bit>
#include <cstdint>
#include <limits>

#include "simd/row.hpp"
#include "simd/word.hpp"

namespace motet::core::tensor {

using simd::fused;

namespace {

// ln 2 in two parts; the first has 9 trailing zero bits, so n times it is exact.
constexpr float ln2_high = 0.693145751953125f;
constexpr float ln2_low = 1.42860682030941723e-6f;

/// e^x for -87.33 <= x <= 88.72.
[[nodiscard]] [[gnu::always_inline]] inline float raise(float x) noexcept {
  // Adding 1.5 2^23 rounds to the nearest integer, and leaves it in the last bits.
  constexpr float round = 12582912.0f;
  const float rounded = fused(x, 1.44269504f, round);
  const float n = rounded - round;
  const float r = fused(n, -ln2_low, fused(n, -ln2_high, x));
  // P minimises the relative error of 1 + r + r^2 P(r) on |r| <= ln 2 / 2 (Remez): 3.1e-9.
  static constexpr float coefficients[5] = {0.0013814321503387813f, 0.008368851064209785f, 0.04166840106845909f,
                                            0.1666651952412983f, 0.4999999337313627f};
  float p = simd::horner(coefficients, r);
  p = fused(p * r, r, r) + 1.0f;
  // 2^n p is a normal number, so n may be added to the exponent of p.
  return std::bit_cast<float>(std::bit_cast<std::uint32_t>(p) + (std::bit_cast<std::uint32_t>(rounded) << 23));
}

constexpr float lowest_exponent = -87.33f;

}  // namespace

float exponential(float x) noexcept {
  if (!(x >= lowest_exponent)) return 0.0f;
  return x > 88.72f ? std::numeric_limits<float>::max() : raise(x);
}

void exponentiate(std::uint32_t count, float* values, Exponentials& found) noexcept {
  std::uint32_t at = 0;
  float largest = values[0];
  for (std::uint32_t i = 1; i < count; ++i) {
    if (!(values[i] > largest)) continue;
    largest = values[i];
    at = i;
  }
  const float* const end = values + count;
  float sum = 0.0f;
  for (const float* stop = values + at;; stop = end) {
    for (; values != stop; ++values) {
      const float off = *values - largest;
      *values = off >= lowest_exponent ? raise(off) : 0.0f;
      sum += *values;
    }
    if (values == end) break;
    *values++ = 1.0f;
    sum += 1.0f;
  }
  found = {largest, sum, at};
}

float logarithm(float x) noexcept {
  if (!(x > 0.0f)) return std::numeric_limits<float>::lowest();
  if (x > std::numeric_limits<float>::max()) return std::numeric_limits<float>::max();
  std::int32_t exponent = 0;
  if (x < std::numeric_limits<float>::min()) {
    x *= 8388608.0f;
    exponent = -23;
  }
  // Counting from sqrt(1/2) puts m in [sqrt(1/2), sqrt(2)).
  const std::uint32_t bits = std::bit_cast<std::uint32_t>(x) - 0x3f3504f3u;
  exponent += static_cast<std::int32_t>(bits) >> 23;
  const float f = std::bit_cast<float>((bits & 0x7fffffu) + 0x3f3504f3u) - 1.0f;
  // P minimises the relative error of f - f^2/2 + f^3 P(f) (Remez): 5.8e-9.
  const float p =
      evaluate_polynomial(f, -0.07634494890462887f, 0.12761575186870433f, -0.13160182111984667f, 0.1420175827789482f,
                          -0.16623357411786957f, 0.2000122686410482f, -0.25000821031803766f, 0.33333331707889025f);
  const float square = f * f;
  const float n = static_cast<float>(exponent);
  const float low = fused(n, ln2_low, fused(-0.5f, square, (square * f) * p));
  return fused(n, ln2_high, f + low);
}

}  // namespace motet::core::tensor
