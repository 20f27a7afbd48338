// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "motet/detail/learning.hpp"

namespace motet::core::learn {

// A line that is learnt by recursive least squares, in triangular form: the information matrix is R' D R, R unit upper
// triangular, D diagonal, and the right-hand side is R' D t. Its first row is of the constant 1, so R's first row holds the
// means, and each further row regresses an input on those before it: the frame is triangular and follows the stream by
// itself.
//
//     block:  d (order), least (order), rows 0..order-1: r_(i,i+1) .. r_(i,order-1), t_i
//
// No pivot is subtracted anywhere: D is a sum of squares, and stays one for ever. Powers of two in the units of the inputs
// are exact.

/// The prediction of a line, or what it learnt from.
struct Said {
  float value;  ///< ask_line: the prediction; teach_line: the target minus the prediction
  float doubt;  ///< variance of a new sample, in variances of the noise: 1 + z' S^-1 z; at most largest_doubt
};

/// The largest doubt: nothing is known in this direction.
inline constexpr float largest_doubt = 1e6f;

/// Forgets everything.
void clear_line(const LineView& line) noexcept;

/// Predicts.
///
///     f = R'^-1 z,   value = f't,   doubt = 1 + sum f_i^2 / d_i
///
/// shape   tolerance: order; a smaller |f_i| is rounding alone and counts as none;  z: order + 1 floats
/// writes  z is destroyed
/// cost    order^2 / 2 multiply-adds, order divisions
[[nodiscard]] Said ask_line(const LineView& line, const float* tolerance, float* z) noexcept;

/// Predicts, then learns the sample and forgets.
///
///     D <- keep D,  w = 1;  for each i:  d' = d_i + w f_i^2,  R_i <- R_i + (w f_i / d') (z rest),  w <- w d_i / d',  d_i <- d'
///     doubt = 1 + keep (1 / w - 1)
///
/// A direction that nothing excites is forgotten until 1/1024 of the most that was known of it is left, and that fades 16
/// times as slowly: the line stays where it was there, and one small excitation does not throw it about.
///
/// shape   tolerance: as above;  z: order floats, behind them the target
/// writes  z is destroyed
/// unit    keep: 0..1
/// error   D stays positive or zero for every finite input within 1e15
/// cost    order^2 multiply-adds, order divisions
/// source  Gentleman, Least squares computations by Givens transformations without square roots, 1973
[[nodiscard]] Said teach_line(const LineView& line, float keep, const float* tolerance, float* z) noexcept;

/// Moves the centre: that of input j by `by_j`, that of the target by `by_(order-1)`.
///
/// shape   by: order floats: of the inputs behind the constant, then of the target
void shift_line(const LineView& line, const float* by) noexcept;

/// Takes in all that another line of this order has learnt: the information of both adds up.
///
/// shape   other: its block;  by: the centre of this line less that of the other, as in shift_line;  tolerance: as above;
///         z: order + 1 floats
/// writes  z is destroyed
/// cost    order samples learnt
void merge_line(const LineView& line, const float* other, const float* by, const float* tolerance, float* z) noexcept;

/// The mean of input `column` >= 1, or of the target (column == order), as the line remembers it, from the centre.
[[nodiscard]] float mean_of_line(const LineView& line, std::uint32_t column) noexcept;

}  // namespace motet::core::learn
