// SPDX-License-Identifier: MIT
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>

namespace motet::support {

/// a b + c with one rounding, for the tests to compare with: not every C library's fmaf rounds once.
///
/// In double the product is exact. The sum is rounded to odd (its error, which is exact too, sets the last bit), so that
/// rounding it once more, to float, gives what one rounding would have.
///
/// source  Boldo, Melquiond, Emulation of FMA and correctly rounded sums, 2008; the error: Moller, Knuth
[[nodiscard]] inline float fma(float a, float b, float c) noexcept {
  const double product = static_cast<double>(a) * static_cast<double>(b);
  const double addend = static_cast<double>(c);
  const double sum = product + addend;
  if (!(std::fabs(sum) <= 1e300)) return static_cast<float>(sum);
  const double part = sum - product;
  const double error = (product - (sum - part)) + (addend - part);
  const std::uint64_t bits = std::bit_cast<std::uint64_t>(sum);
  if (error == 0.0 || bits % 2 == 1) return static_cast<float>(sum);
  const bool outward = (error > 0.0) == (sum > 0.0);
  return static_cast<float>(std::bit_cast<double>(outward ? bits + 1 : bits - 1));
}

}  // namespace motet::support
