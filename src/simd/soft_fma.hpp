// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "simd/back_end.hpp"

namespace motet::core::simd {

/// a b + c with one rounding to nearest even, in integers, for a core without the instruction.
///
/// error   none for normal and subnormal numbers; infinities as a b + c gives them, NaN without its payload
/// cost    instructions where a and b are 2^-60 to 2^52 and the result stays in the binade of c: 68 on a Cortex-M0, some 45 on
///         an M3; otherwise 200 and 100 more or less; where a b is zero 35 and 20
[[nodiscard]] float soft_fma(float a, float b, float c) noexcept;

/// The same of bits, by the way that soft_fma takes where its short one ends.
[[nodiscard]] std::uint32_t soft_fma_any(std::uint32_t a, std::uint32_t b, std::uint32_t c) noexcept asm("motet_soft_fma_any");

}  // namespace motet::core::simd
