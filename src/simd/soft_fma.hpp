// SPDX-License-Identifier: MIT
#pragma once

#include <bit>
#include <cstdint>

namespace motet::core::simd {

/// a b + c, given as bits, where a or b is zero, or one of the three infinite or NaN. It calls nothing, as calls cost stack.
[[nodiscard]] inline float soft_fma_special(std::uint32_t a, std::uint32_t b, std::uint32_t c) noexcept {
  constexpr std::uint32_t infinity = 0xff000000u;  // without the sign, doubled
  const std::uint32_t sign = (a ^ b) & 0x80000000u;
  const std::uint32_t sizes[3] = {a << 1, b << 1, c << 1};
  bool none = sizes[0] > infinity || sizes[1] > infinity || sizes[2] > infinity;
  const bool endless = sizes[0] == infinity || sizes[1] == infinity;
  none |= endless && (sizes[0] == 0 || sizes[1] == 0);
  none |= endless && sizes[2] == infinity && sign != (c & 0x80000000u);
  if (none) return std::bit_cast<float>(0x7fc00000u);
  if (endless) return std::bit_cast<float>(sign | infinity >> 1);
  // a b is a zero, or c infinite
  return std::bit_cast<float>(sizes[2] != 0 ? c : c & sign);
}

/// a b + c with one rounding to nearest even, in integers, for a core without the instruction.
///
/// The product of two 24-bit significands is exact in 48 bits. Both terms are laid into 64-bit
/// words with 62 bits in use; what an alignment shifts out is kept as a sticky last bit, so the
/// single rounding at the end sees on which side of half it lies.
///
/// error   none for normal and subnormal numbers; infinities as a b + c gives them, NaN without its payload
/// cost    about 190 instructions on a Cortex-M3, 460 on a Cortex-M0, whose products have 32 bits; one copy of them, as they
///         also cost stack
[[nodiscard]] [[gnu::noinline]] inline float soft_fma(float a, float b, float c) noexcept {
  const auto bits_of = [](float value) { return std::bit_cast<std::uint32_t>(value); };
  const auto exponent_of = [&](float value) { return static_cast<int>((bits_of(value) >> 23) & 0xffu); };
  const auto zero = [&](float value) { return bits_of(value) << 1 == 0; };
  if (exponent_of(a) == 0xff || exponent_of(b) == 0xff || exponent_of(c) == 0xff || zero(a) || zero(b)) {
    return soft_fma_special(bits_of(a), bits_of(b), bits_of(c));
  }

  struct Parts {
    std::uint64_t significand;
    int exponent;  // value = significand 2^exponent
  };
  const auto parts_of = [&](float value) -> Parts {
    const std::uint32_t fraction = bits_of(value) & 0x7fffffu;
    const int exponent = exponent_of(value);
    return exponent == 0 ? Parts{fraction, -149} : Parts{fraction | 0x800000u, exponent - 150};
  };
  // Shifts the highest bit to bit 61.
  const auto normalise = [](Parts p) -> Parts {
    const int shift = std::countl_zero(p.significand) - 2;
    return {p.significand << shift, p.exponent - shift};
  };
  // Shifts right and keeps what falls off as a sticky last bit.
  const auto shift_sticky = [](std::uint64_t value, int by) -> std::uint64_t {
    if (by <= 0) return value;
    if (by > 63) return value != 0 ? 1u : 0u;
    return (value >> by) | ((value & ((std::uint64_t{1} << by) - 1)) != 0 ? 1u : 0u);
  };

  const Parts pa = parts_of(a);
  const Parts pb = parts_of(b);
  Parts product = normalise({pa.significand * pb.significand, pa.exponent + pb.exponent});
  bool negative = ((bits_of(a) ^ bits_of(b)) >> 31) != 0;
  if (!zero(c)) {
    Parts addend = normalise(parts_of(c));
    bool addend_negative = (bits_of(c) >> 31) != 0;
    const bool swap =
        addend.exponent > product.exponent || (addend.exponent == product.exponent && addend.significand > product.significand);
    if (swap) {
      const Parts other = product;
      product = addend;
      addend = other;
      const bool sign = negative;
      negative = addend_negative;
      addend_negative = sign;
    }
    const std::uint64_t small = shift_sticky(addend.significand, product.exponent - addend.exponent);
    product.significand = negative == addend_negative ? product.significand + small : product.significand - small;
    if (product.significand == 0) return 0.0f;
  }
  product = std::countl_zero(product.significand) < 2 ? product : normalise(product);

  // The last place of the result: bit 23 of the significand above 2^-126, fixed below.
  const int top = 63 - std::countl_zero(product.significand) + product.exponent;
  const int unit = top - 23 > -149 ? top - 23 : -149;
  const int drop = unit - product.exponent;
  std::uint64_t kept = drop > 63 ? 0 : product.significand >> drop;
  const std::uint64_t rest = drop > 63 ? 1 : product.significand & ((std::uint64_t{1} << drop) - 1);
  const std::uint64_t half = drop > 63 ? 2 : std::uint64_t{1} << (drop - 1);
  if (rest > half || (rest == half && (kept & 1u) != 0)) ++kept;
  const std::uint32_t sign = negative ? 0x80000000u : 0u;
  if (unit == -149) return std::bit_cast<float>(sign | static_cast<std::uint32_t>(kept));  // a carry makes the exponent
  const std::uint32_t exponent = static_cast<std::uint32_t>(unit + 149);                   // a carry adds one to it
  const std::uint64_t bits = (static_cast<std::uint64_t>(exponent) << 23) + kept;
  return std::bit_cast<float>(sign | static_cast<std::uint32_t>(bits < 0x7f800000u ? bits : 0x7f800000u));
}

}  // namespace motet::core::simd
