// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace motet::core::tensor {

/// Eigenvalues and eigenvectors of a symmetric matrix, by cyclic Jacobi rotations.
///
///     A = sum_e values_e v_e v_e',   values falling
///
/// shape   a: pair_count(order), packed;  values: order;  vectors: order rows of `stride` floats, row e = v_e
/// writes  values; vectors, with 0 beyond `order` in a row; a is destroyed
/// error   a few units in the last place of the largest eigenvalue
/// cost    at most 12 sweeps of order^2 / 2 rotations
/// source  Golub, Van Loan, Matrix Computations, section 8.5
void decompose_symmetric(std::uint32_t order, float* a, float* values, float* vectors, std::uint32_t stride) noexcept;

/// The same in pieces: begin; sweep over all planes until that finds nothing to rotate and returns false, or max_sweeps are
/// done; end. Normal entries and Gram matrices of order 32 take 7 sweeps, 9 at most in 300; where the scales lie many decades
/// apart 15 have been seen, and 12 leave 1e-8 of the largest eigenvalue off the diagonal.
inline constexpr std::uint32_t max_sweeps = 12;
void begin_sweeps(std::uint32_t order, float* vectors, std::uint32_t stride) noexcept;
[[nodiscard]] bool sweep(std::uint32_t order, float* a, float* vectors, std::uint32_t stride) noexcept;
void end_sweeps(std::uint32_t order, float* a, float* values, float* vectors, std::uint32_t stride) noexcept;

}  // namespace motet::core::tensor
