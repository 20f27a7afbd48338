// SPDX-License-Identifier: MIT
#pragma once

#include "descent/regions.hpp"

namespace motet::core::descent {

/// The sample less the first sample of the stream, in units: sample_j = (x_j - shift_j) scale_j, the target last.
///
/// The unit of a column is a power of two: that of its first difference from the first sample, and wider when a value comes
/// that is more than 16 of it out; mean and covariance follow, which is exact. Until a column varies its scale is 0.
///
/// writes  sample(d)
/// cost    dim subtractions; where a unit widens dim multiplications more
void measure(const DescentView& d, const float* x, float y) noexcept;

/// Adds the sample at hand to mean and covariance, both as running sums about the mean so far.
///
///     delta = z - mean;   mean += delta / n;   second_ij += (n - 1) / n delta_i delta_j
///
/// cost    (dim + 1)^2 / 2 multiply-adds
/// source  Welford, Note on a method for calculating corrected sums of squares and products, 1962
void add_to_spread(const DescentView& d) noexcept;

/// Once the units are fixed: the sample within them, no further than 1e6 units out.
void measure_within(const DescentView& d, const float* x, float y) noexcept;

}  // namespace motet::core::descent
