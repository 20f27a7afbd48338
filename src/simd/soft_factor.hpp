// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "simd/back_end.hpp"

// Floats as factors of products that are added to other floats, in integers.

namespace motet::core::simd {

/// Whether the core multiplies to 64 bits at once.
#if defined(MOTET_THUMB)
inline constexpr bool wide_products = false;
#else
inline constexpr bool wide_products = true;
#endif

/// A product of two significands, 48 bits: the highest is bit 31 or 30 of `high`, the last 16 bits of `low` are 0.
struct Product {
  std::uint32_t high, low;
};

/// Of two significands of 24 bits, the highest on top. `Wide`: by a product of 64 bits; else by four of 32.
template <bool Wide>
[[nodiscard]] [[gnu::always_inline]] constexpr Product multiply(std::uint32_t a, std::uint32_t b) noexcept {
  if constexpr (Wide) {
    const std::uint64_t product = static_cast<std::uint64_t>(a) * b;
    return {static_cast<std::uint32_t>(product >> 32), static_cast<std::uint32_t>(product)};
  } else {
    const std::uint32_t a_high = a >> 16, a_low = a >> 8 & 0xffu;
    const std::uint32_t b_high = b >> 16, b_low = b >> 8 & 0xffu;
    const std::uint32_t last = a_low * b_low;
    const std::uint32_t middle = a_high * b_low + a_low * b_high + (last >> 8);
    return {a_high * b_high + (middle >> 8), middle << 24 | (last & 0xffu) << 16};
  }
}

/// A factor, normal and of moderate size.
struct Factor {
  std::uint32_t header;       // sign and exponent
  std::uint32_t significand;  // 24 bits, the highest on top
};

/// Whether 2^-60 <= |value| < 2^52, given as bits. Then the exponent of a product fits a header.
[[nodiscard]] constexpr bool moderate(std::uint32_t bits) noexcept {
  constexpr std::uint32_t least = 67u << 24;
  constexpr std::uint32_t beyond = 179u << 24;
  return (bits << 1) - least < beyond - least;
}

[[nodiscard]] [[gnu::always_inline]] constexpr Factor factor_of(std::uint32_t bits) noexcept {
  return {bits & 0xff800000u, bits << 8 | 0x80000000u};
}
[[nodiscard]] constexpr std::uint32_t bits_of(const Factor& a) noexcept { return a.header | a.significand << 1 >> 9; }

/// sum <- sum + a b, one rounding, sum given as bits; or returns false and changes nothing: where the result leaves the binade
/// of the sum, in a tie, where the product lies far above or below the sum.
///
/// The bits of a float count units of its last place, so the product is rounded to this unit and added to them.
[[nodiscard]] [[gnu::always_inline]] constexpr bool add_product(const Factor& a, const Factor& b, std::uint32_t& sum) noexcept {
  // a b = high 2^-place units of the last place of the sum; both are moderate, so eight bits of this number tell it
  const std::uint32_t header = a.header + b.header - (134u << 23);
  const std::uint32_t place = (sum - header) << 1 >> 24;
  if (place - 1u >= 31u) return false;
  const Product p = multiply<wide_products>(a.significand, b.significand);
  const std::uint32_t rest = p.high << (32u - place);
  const std::uint32_t units = (p.high >> place) + (rest >> 31);
  if ((rest << 1 | p.low) == 0 && rest != 0) return false;
  const std::uint32_t opposite = 0u - ((sum ^ header) >> 31);
  const std::uint32_t next = sum + ((units ^ opposite) - opposite);
  // 2^k from below ends in this binade, 2^k from above does not: the units below it are smaller
  if (((next - 1u) ^ sum) >> 23 != 0) return false;
  sum = next;
  return true;
}

/// a b with one rounding, as bits.
[[nodiscard]] [[gnu::always_inline]] constexpr std::uint32_t round_product(const Factor& a, const Factor& b) noexcept {
  Product p = multiply<wide_products>(a.significand, b.significand);
  std::uint32_t header = a.header + b.header - (127u << 23);  // a significand of 2^23 to 2^24 adds one, and a carry another
  if ((p.high >> 31) == 0) {
    p = {p.high << 1 | p.low >> 31, p.low << 1};
    header -= 1u << 23;
  }
  const std::uint32_t kept = header + (p.high >> 8);
  const std::uint32_t rest = p.high << 24;
  const std::uint32_t above = (rest << 1 | p.low) != 0 ? 1u : kept & 1u;
  return kept + (rest >> 31 & above);
}

}  // namespace motet::core::simd
