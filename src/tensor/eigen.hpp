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

/// The same in pieces: begin, half_sweeps calls of advance, end. Two objects laid over the same arrays go on as one does.
///
/// Normal entries and Gram matrices of order 32 take 7 sweeps, 9 at most in 300; where the scales lie many decades apart 15
/// have been seen, and 12 leave 1e-8 of the largest eigenvalue off the diagonal.
class Sweeps {
 public:
  /// Of the longest decomposition.
  static constexpr std::uint32_t half_sweeps = 24;

  /// shape   as decompose_symmetric
  Sweeps(std::uint32_t order, float* a, float* vectors, std::uint32_t stride) noexcept
      : a_(a), vectors_(vectors), order_(order), stride_(stride) {}

  void begin() const noexcept;

  /// Half sweep number `half`, from 0: half of the planes. Does nothing once two in a row have found nothing to rotate.
  void advance(std::uint32_t half) noexcept;

  /// writes  values: order, falling
  void end(float* values) const noexcept;

 private:
  float* a_;
  float* vectors_;
  std::uint32_t order_;
  std::uint32_t stride_;
  std::uint32_t idle_ = 0;  ///< half sweeps in a row with nothing to rotate
};

}  // namespace motet::core::tensor
