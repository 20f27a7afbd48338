// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "simd/fused.hpp"

namespace motet::core::tensor {

// The same bits on every core, which no libm promises. The bounds hold for every float: tests/tensor/elementary_exhaustive.

/// e^x. Below -87.33 the result is 0, above 88.72 it is the largest float.
///
///     x = n ln 2 + r, |r| <= ln 2 / 2;   e^x = 2^n (1 + r + r^2 P(r)),  P of degree 4
///
/// error   1.02 units of the last place, met at 0x1.04a296p+4; NaN gives 0
/// cost    about 25 instructions, no division
[[nodiscard]] float exponential(float x) noexcept;

/// What `exponentiate` found.
struct Exponentials {
  float largest;     ///< of the values
  float sum;         ///< of the exponentials
  std::uint32_t at;  ///< place of the largest, the first of equals
};

/// v_i = e^(v_i - v_at), where v_at is the largest.
///
/// shape   values: count, at least 1
/// error   as exponential
/// cost    count - 1 exponentials
void exponentiate(std::uint32_t count, float* values, Exponentials& found) noexcept;

/// ln x for x > 0; x <= 0 or NaN gives the most negative float.
///
///     x = 2^n m, sqrt(1/2) <= m < sqrt(2);   ln x = n ln 2 + f - f^2/2 + f^3 P(f),  f = m - 1
///
/// error   0.89 units of the last place, met at 0x1.69c43cp-1
/// cost    about 30 instructions, no division
[[nodiscard]] float logarithm(float x) noexcept;

/// A polynomial in x, its coefficients from the highest power to the constant: one rounding a step.
template <class... Floats>
[[nodiscard]] [[gnu::always_inline]] inline float evaluate_polynomial(float x, float highest, Floats... others) noexcept {
  float sum = highest;
  ((sum = simd::fused(sum, x, others)), ...);
  return sum;
}

}  // namespace motet::core::tensor
