// SPDX-License-Identifier: MIT
#include "simd/soft_fma.hpp"

#include <bit>

#include "simd/soft_factor.hpp"

namespace motet::core::simd {

namespace {

/// a b + c, given as bits, where a or b is zero, or one of the three infinite or NaN. It calls nothing, as calls cost stack.
[[nodiscard]] std::uint32_t soft_fma_special(std::uint32_t a, std::uint32_t b, std::uint32_t c) noexcept {
  constexpr std::uint32_t infinity = 0xff000000u;  // without the sign, doubled
  const std::uint32_t sign = (a ^ b) & 0x80000000u;
  const std::uint32_t sizes[3] = {a << 1, b << 1, c << 1};
  bool none = sizes[0] > infinity || sizes[1] > infinity || sizes[2] > infinity;
  const bool endless = sizes[0] == infinity || sizes[1] == infinity;
  none |= endless && (sizes[0] == 0 || sizes[1] == 0);
  none |= endless && sizes[2] == infinity && sign != (c & 0x80000000u);
  if (none) return 0x7fc00000u;
  if (endless) return sign | infinity >> 1;
  // a b is a zero, or c infinite
  return sizes[2] != 0 ? c : c & sign;
}

/// A number of 64 bits in two words: no compiler's helper is called.
struct Wide {
  std::uint32_t high, low;

  /// Shifts right; what falls off is kept as a sticky last bit.
  void shift_right(std::uint32_t by) noexcept {
    if (by >= 32) {
      low = high | (low != 0 ? 1u : 0u);
      high = 0;
      by -= 32;
      if (by >= 32) {
        low = low != 0 ? 1u : 0u;
        return;
      }
    }
    if (by == 0) return;
    low = (low >> by) | (high << (32 - by)) | ((low << (32 - by)) != 0 ? 1u : 0u);
    high >>= by;
  }

  /// Shifts the highest bit to the top; not for zero.
  ///
  /// returns  by how many places
  std::uint32_t normalise() noexcept {
    std::uint32_t by = 0;
    if (high == 0) {
      high = low;
      low = 0;
      by = 32;
    }
    const auto rest = static_cast<std::uint32_t>(std::countl_zero(high));
    if (rest == 0) return by;
    high = (high << rest) | (low >> (32 - rest));
    low <<= rest;
    return by + rest;
  }
};

}  // namespace

// The product of two 24-bit significands is exact in 48 bits. Both terms are laid into 64-bit words with 63 bits in use; what
// an alignment shifts out is kept as a sticky last bit, so the single rounding at the end sees on which side of half it lies.
std::uint32_t soft_fma_any(std::uint32_t a, std::uint32_t b, std::uint32_t c) noexcept {
  struct Parts {
    std::uint32_t significand;  // the highest bit on top; 0 for zero
    std::int32_t exponent;      // value = significand 2^(exponent - 127 - 31)
  };
  const auto parts_of = [](std::uint32_t bits) -> Parts {
    const auto exponent = static_cast<std::int32_t>((bits >> 23) & 0xffu);
    if (exponent != 0) return {bits << 8 | 0x80000000u, exponent};
    Wide fraction = {bits << 8, 0};
    if (fraction.high == 0) return {0, 0};
    const auto by = static_cast<std::int32_t>(fraction.normalise());
    return {fraction.high, 1 - by};
  };
  constexpr std::uint32_t endless = 0xff000000u;
  if (a << 1 == 0 || b << 1 == 0 || a << 1 >= endless || b << 1 >= endless || c << 1 >= endless)
    return soft_fma_special(a, b, c);

  const Parts pa = parts_of(a);
  const Parts pb = parts_of(b);
  const Parts pc = parts_of(c);
  // value = high 2^(exponent - 127 - 30), for both terms
  const Product p = multiply<wide_products>(pa.significand, pb.significand);
  Wide product = {p.high >> 1, p.high << 31 | p.low >> 1};
  Wide addend = {pc.significand >> 1, 0};
  std::int32_t exponent = pa.exponent + pb.exponent - 126;
  if (const std::int32_t apart = pc.exponent - exponent; apart >= 0 && addend.high != 0) {
    product.shift_right(static_cast<std::uint32_t>(apart));
    exponent = pc.exponent;
  } else {
    addend.shift_right(static_cast<std::uint32_t>(-apart));
  }

  std::uint32_t sign = (a ^ b) & 0x80000000u;
  Wide sum;
  if (((a ^ b ^ c) >> 31) == 0) {
    sum.low = product.low + addend.low;
    sum.high = product.high + addend.high + (sum.low < product.low ? 1u : 0u);
  } else {
    if (product.high < addend.high || (product.high == addend.high && product.low < addend.low)) {
      const Wide other = product;
      product = addend;
      addend = other;
      sign ^= 0x80000000u;
    }
    sum.low = product.low - addend.low;
    sum.high = product.high - addend.high - (product.low < addend.low ? 1u : 0u);
    if ((sum.high | sum.low) == 0) return 0;
  }

  // The result's exponent is one above that of its last binade: the highest bit of the significand adds one.
  exponent -= static_cast<std::int32_t>(sum.normalise());
  if (exponent < 0) {
    sum.shift_right(static_cast<std::uint32_t>(-exponent));
    exponent = 0;
  }
  if (exponent >= 254) return sign | endless >> 1;
  const std::uint32_t kept = (static_cast<std::uint32_t>(exponent) << 23) + (sum.high >> 8);
  const std::uint32_t rest = sum.high << 24;
  const bool above = (rest << 1 | sum.low) != 0 || (kept & 1u) != 0;
  return sign | (kept + (above ? rest >> 31 : 0u));
}

#if defined(MOTET_THUMB)

// add_product and round_product in the eight low registers; a compiler moves twice what it computes. What they refuse goes
// on to soft_fma_any with the arguments where they were.
//
// r0, r1, r2: a, b, c;   MULTIPLY: high 32 bits of the product in r5, the others in r4, exact in whether they are 0
#define MOTET_MULTIPLY   \
  "lsls r4, r0, #9\n\t"  \
  "lsrs r4, r4, #17\n\t" \
  "movs r6, #128\n\t"    \
  "lsls r6, r6, #8\n\t"  \
  "orrs r4, r6\n\t"      \
  "lsls r5, r1, #9\n\t"  \
  "lsrs r5, r5, #17\n\t" \
  "orrs r5, r6\n\t"      \
  "uxtb r6, r0\n\t"      \
  "uxtb r7, r1\n\t"      \
  "mov  r12, r6\n\t"     \
  "muls r6, r5\n\t"      \
  "muls r5, r4\n\t"      \
  "muls r4, r7\n\t"      \
  "adds r4, r4, r6\n\t"  \
  "mov  r6, r12\n\t"     \
  "muls r7, r6\n\t"      \
  "lsrs r6, r7, #8\n\t"  \
  "adds r4, r4, r6\n\t"  \
  "lsrs r6, r4, #8\n\t"  \
  "adds r5, r5, r6\n\t"  \
  "orrs r4, r7\n\t"      \
  "lsls r4, r4, #24\n\t"

[[gnu::naked]] float soft_fma(float, float, float) noexcept {
  asm(".syntax unified\n\t"
      "push {r4-r7, lr}\n\t"
      // moderate(a), moderate(b)
      "movs r3, #67\n\t"
      "lsls r3, r3, #24\n\t"
      "lsls r4, r0, #1\n\t"
      "subs r4, r4, r3\n\t"
      "lsrs r4, r4, #24\n\t"
      "cmp  r4, #111\n\t"
      "bhi  9f\n\t"
      "lsls r5, r1, #1\n\t"
      "subs r5, r5, r3\n\t"
      "lsrs r5, r5, #24\n\t"
      "cmp  r5, #111\n\t"
      "bhi  9f\n\t"
      "adds r4, r4, r5\n\t"
      "lsls r3, r2, #1\n\t"
      "beq  5f\n\t"
      // a b = high 2^-(r3 + 1) units of the last place of c
      "lsrs r3, r3, #24\n\t"
      "subs r3, r3, r4\n\t"
      "subs r3, r3, #1\n\t"
      "cmp  r3, #30\n\t"
      "bhi  4f\n\t" MOTET_MULTIPLY
      "movs r6, #32\n\t"
      "subs r6, r6, r3\n\t"
      "movs r7, r5\n\t"
      "lsls r7, r6\n\t"
      "lsrs r5, r3\n\t"
      "lsrs r5, r5, #1\n\t"  // the carry is half a unit
      "orrs r4, r7\n\t"
      "beq  3f\n\t"
      "2:\n\t"
      "movs r7, #0\n\t"
      "adcs r5, r7\n\t"
      "movs r6, r0\n\t"
      "eors r6, r1\n\t"
      "eors r6, r2\n\t"
      "asrs r6, r6, #31\n\t"
      "eors r5, r6\n\t"
      "subs r5, r5, r6\n\t"
      "adds r5, r5, r2\n\t"
      "subs r6, r5, #1\n\t"
      "eors r6, r2\n\t"
      "lsrs r6, r6, #23\n\t"
      "bne  4f\n\t"
      "movs r0, r5\n\t"
      "pop  {r4-r7, pc}\n\t"
      // a or b is not moderate: c is left as it is where one of them is zero, and all are finite
      "9:\n\t"
      "movs r3, #255\n\t"
      "lsls r3, r3, #24\n\t"
      "lsls r4, r0, #1\n\t"
      "lsls r5, r1, #1\n\t"
      "lsls r6, r2, #1\n\t"
      "bne  1f\n\t"
      "cmp  r2, #0\n\t"  // -0 + 0 is 0
      "bne  4f\n\t"
      "1:\n\t"
      "cmp  r6, r3\n\t"
      "bhs  4f\n\t"
      "cmp  r4, r3\n\t"
      "bhs  4f\n\t"
      "cmp  r5, r3\n\t"
      "bhs  4f\n\t"
      "cmp  r4, #0\n\t"
      "beq  1f\n\t"
      "cmp  r5, #0\n\t"
      "bne  4f\n\t"
      "1:\n\t"
      "movs r0, r2\n\t"
      "pop  {r4-r7, pc}\n\t"
      "3:\n\t"  // exact, or a tie
      "bcc  2b\n\t"
      "4:\n\t"
      "pop  {r4-r7}\n\t"
      "bl   motet_soft_fma_any\n\t"
      "pop  {pc}\n\t"
      // c is a zero: the product is rounded
      "5:\n\t"
      "mov  lr, r4\n\t" MOTET_MULTIPLY
      "movs r6, #8\n\t"
      "cmp  r5, #0\n\t"
      "bmi  6f\n\t"
      "movs r6, #7\n\t"
      "6:\n\t"
      "movs r3, #33\n\t"
      "subs r3, r3, r6\n\t"
      "movs r7, r5\n\t"
      "lsls r7, r3\n\t"
      "orrs r4, r7\n\t"  // what lies below half a unit
      "lsrs r5, r6\n\t"
      "bcc  8f\n\t"
      "cmp  r4, #0\n\t"
      "bne  7f\n\t"
      "lsrs r7, r5, #1\n\t"
      "bcc  8f\n\t"
      "7:\n\t"
      "adds r5, r5, #1\n\t"
      "8:\n\t"
      "mov  r7, lr\n\t"
      "adds r7, r7, r6\n\t"
      "subs r7, r7, #1\n\t"
      "lsls r7, r7, #23\n\t"
      "adds r5, r5, r7\n\t"
      "eors r0, r1\n\t"
      "lsrs r0, r0, #31\n\t"
      "lsls r0, r0, #31\n\t"
      "orrs r0, r5\n\t"
      "pop  {r4-r7, pc}");
}
#undef MOTET_MULTIPLY

#else

namespace {

/// Whether a b is a zero that leaves c as it is. Centred inputs, switches and rows of a matrix have many.
[[nodiscard]] bool leaves(std::uint32_t a, std::uint32_t b, std::uint32_t c) noexcept {
  constexpr std::uint32_t endless = 0xff000000u;
  return (a << 1 == 0 || b << 1 == 0) && a << 1 < endless && b << 1 < endless && c << 1 < endless && c != 0x80000000u;
}

}  // namespace

float soft_fma(float a, float b, float c) noexcept {
  const auto bits_of = [](float value) { return std::bit_cast<std::uint32_t>(value); };
  if (moderate(bits_of(a)) && moderate(bits_of(b))) {
    const Factor first = factor_of(bits_of(a));
    const Factor second = factor_of(bits_of(b));
    std::uint32_t sum = bits_of(c);
    if (sum << 1 == 0) return std::bit_cast<float>(round_product(first, second));
    if (add_product(first, second, sum)) return std::bit_cast<float>(sum);
  } else if (leaves(bits_of(a), bits_of(b), bits_of(c))) {
    return c;
  }
  return std::bit_cast<float>(soft_fma_any(bits_of(a), bits_of(b), bits_of(c)));
}

#endif

}  // namespace motet::core::simd
