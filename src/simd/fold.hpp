// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "simd/back_end.hpp"

// What adaptation does inside its loops, in whole words. Every back end gives the same bits.

namespace motet::core::simd {

/// sum_i a_i b_i over `words` words, summed in the word's order.
[[nodiscard]] float dot_words(std::uint32_t words, const float* a, const float* b) noexcept;

/// a_i += by_b b_i;   b_i += by_a a_i, of the a before; over `words` words.
void shear(std::uint32_t words, float by_b, float by_a, float* a, float* b) noexcept;

/// to_i += factor from_i over `words` words.
void add_words(std::uint32_t words, float factor, const float* from, float* to) noexcept;

/// Moves a row of parameters and its average after it, over `words` words, at least one.
///
///     next = value + (carry + factor scale step);   carry <- what rounding took;   lag <- keep (lag - (next - value))
void move_words(std::uint32_t words, float factor, float keep, const float* scale, const float* step, float* value,
                float* carry, float* lag) noexcept;

/// to_i = 0 over `words` words, at least one.
void clear_words(std::uint32_t words, float* to) noexcept;

}  // namespace motet::core::simd

#if MOTET_BACK_END == MOTET_SIMD_vfp
#include "simd/fold_vfp.hpp"
#else
#include "simd/fold_word.hpp"
#endif
