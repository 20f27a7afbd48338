// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace motet::tensor {

/// Eigenvalues and eigenvectors of a symmetric matrix, by cyclic Jacobi rotations.
///
///     A = sum_e values_e v_e v_e',   values falling
///
/// shape   a: pair_count(order), packed, destroyed;  values: order;
///         vectors: order rows of `stride` floats, row e = v_e; floats beyond `order` in a row become 0
/// error   a few units in the last place of the largest eigenvalue
/// cost    at most 12 sweeps of order^2 / 2 rotations
/// source  Golub, Van Loan, Matrix Computations, section 8.5
void decompose_symmetric(std::uint32_t order, float* a, float* values, float* vectors, std::uint32_t stride) noexcept;

}  // namespace motet::tensor
