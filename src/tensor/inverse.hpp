// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "simd/fold.hpp"

namespace motet::core::tensor {

using simd::move_words;

// The inverse P of an information matrix S, as P = U D U': U unit upper triangular, D diagonal and positive. No rounding can
// make such a P indefinite, and no mirrored half can drift from its twin.

/// Of a coordinate: what is left of it by the others in U'z, and is smaller, is rounding.
inline constexpr float resolution = 0x1p-20f;

/// P = I / information.
void clear_inverse(std::uint32_t order, float information, float* p) noexcept;

/// P in another unit of coordinate `j`: z_j is from now on `factor` times what it was.
///
///     U_jm <- U_jm / factor,   U_lj <- factor U_lj,   D_j <- D_j / factor^2
///
/// error   exact where `factor` is a power of two and no element leaves 1e-25..1e25; an element that would is held there
void scale_inverse(std::uint32_t order, std::uint32_t j, float factor, float* p) noexcept;

/// S <- keep S.
///
/// error   as scale_inverse
void forget(std::uint32_t order, float keep, float* p) noexcept;

/// f = U'z, which absorb wants; returns z'P z.
///
/// shape   z, f: padded(order), z zero behind `order`
/// cost    order^2 / 2 multiply-adds
[[nodiscard]] float project(std::uint32_t order, const float* p, const float* z, float* f) noexcept;

/// Takes the sample with f = U'z in, and forgets.
///
///     S <- keep S + weight z z';   gain = P z / keep of the P before;   returns 1 + weight z' gain
///
/// The P after gives P z = gain / result. No element of D grows above `largest`: a direction that no sample excites is
/// forgotten so far and no further.
///
/// shape   f, gain: padded(order)
/// error   D stays positive for every finite input
/// cost    order^2 multiply-adds, order divisions
/// source  Bierman, Factorization methods for discrete sequential estimation, 1977
[[nodiscard]] float absorb(std::uint32_t order, float weight, float keep, float largest, const float* f, float* p,
                           float* gain) noexcept;

/// gain = P z.
///
/// shape   z, gain: padded(order), z zero behind `order`
/// cost    order^2 multiply-adds
void apply_inverse(std::uint32_t order, const float* p, const float* z, float* gain) noexcept;

}  // namespace motet::core::tensor
