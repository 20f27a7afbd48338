// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace motet::core::tensor {

/// Factors A + ridge I = L L' in place.
///
/// shape   a: pair_count(order), packed symmetric
/// writes  a: L by rows
/// returns false if a pivot is not positive: `a` is then of no use
/// cost    order^3 / 6 multiply-adds, order roots and divisions
[[nodiscard]] bool factor_cholesky(std::uint32_t order, float ridge, float* a) noexcept;
/// Row `j` of it alone, the rows above being done: j^2 / 2 multiply-adds.
[[nodiscard]] bool factor_row(std::uint32_t j, float ridge, float* a) noexcept;

/// b = (L L')^-1 b.
///
/// shape   l: from factor_cholesky;  b: order
void solve_cholesky(std::uint32_t order, const float* l, float* b) noexcept;

}  // namespace motet::core::tensor
