// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>

#include "simd/word.hpp"

// The row: any number of floats in a stretch of memory, and the loops over it that a machine may do better than word by
// word. Every back end gives the same bits.

namespace motet::core::simd {

/// to_i = value.
void fill(std::uint32_t count, float value, float* to) noexcept;

/// to_i = from_i over `words` words, at least one.
void copy_row(std::uint32_t words, const float* from, float* to) noexcept;

/// to_i = factor from_i over `words` words, at least one.
void scale_row(std::uint32_t words, float factor, const float* from, float* to) noexcept;

/// sum_i a_i b_i over `count` floats; reads no float beyond.
///
/// error   four running sums, one rounding a term, summed in the word's order
[[nodiscard]] float dot(std::uint32_t count, const float* a, const float* b) noexcept;

/// out_i = sum_j m_(i,j) v_j over `rows` rows of `words` words, one behind the other: each as dot has it.
void multiply_rows(std::uint32_t rows, std::uint32_t words, const float* m, const float* v, float* out) noexcept;

/// Two matrices of `rows` rows times a difference:
///
///     to_r = offset_r + a_r'(x - centre),   to_(Apart + r) = offset_(apart + r) + a_(apart + r)'(x - centre)
///
/// each product as dot has it. Returns 0, or NaN where one of them is not finite.
///
/// shape   a: rows of `count` floats, `stride` apart, at least one;  no float of any row is read beyond
template <std::uint32_t Apart>
[[nodiscard]] float multiply_difference(std::uint32_t rows, std::uint32_t count, std::uint32_t stride, std::uint32_t apart,
                                        const float* x, const float* centre, const float* a, const float* offset,
                                        float* to) noexcept;

/// (((c_0 x + c_1) x + c_2) x + c_3) x + c_4, one rounding a step.
[[nodiscard]] float horner(const float (&c)[5], float x) noexcept;

/// to_i += factor from_i over `count` floats; touches no float beyond.
void add_scaled(std::uint32_t count, float factor, const float* from, float* to) noexcept;

/// a_i -= factor b_i, then b_i += gain a_i, over `count` floats; touches no float beyond. Returns where b ends.
float* sweep(std::uint32_t count, float factor, float gain, float* a, float* b) noexcept;

/// to_i = (from_i - shift_i) scale_i over `count` floats, and whether |to_i| <= limit for all of them; a NaN is not.
/// `from` alone is not read beyond: whole words of the others may be, and `to` may be written in whole words.
[[nodiscard]] bool standardise(std::uint32_t count, const float* from, const float* shift, const float* scale, float limit,
                               float* to) noexcept;

/// Whether |v_i| <= limit for all of `count` floats; a NaN is not.
[[nodiscard]] bool within(std::size_t count, float limit, const float* values) noexcept;

}  // namespace motet::core::simd

#if MOTET_BACK_END == MOTET_SIMD_vfp
#include "simd/row_vfp.hpp"
#elif MOTET_BACK_END == MOTET_SIMD_helium
#include "simd/row_helium.hpp"
#elif defined(MOTET_SOFT)
#include "simd/row_soft.hpp"
#else
#include "simd/row_word.hpp"
#endif
