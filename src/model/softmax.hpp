// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace motet::core::model {

/// The normaliser of log weights that have become probabilities: sum_j exp(v_j) = exp(largest) sum.
struct Softmax {
  float largest;
  float sum;  ///< 1..8
};

/// Turns log weights into probabilities in place.
///
///     v_i = exp(v_i) / sum_j exp(v_j)
///
/// shape   values: count, 1..8
/// error   finite for all finite v; the largest is taken out first
/// cost    count - 1 exponentials, one division
Softmax normalise_logs(std::uint32_t count, float* values) noexcept;

/// log sum_j exp(v_j).
[[nodiscard]] float take_log(const Softmax& total) noexcept;

/// The log of the ratio of two such sums, with one logarithm.
[[nodiscard]] float take_log_ratio(const Softmax& above, const Softmax& below) noexcept;

/// Place of the largest value; the first of equals.
[[nodiscard]] std::uint32_t find_largest(std::uint32_t count, const float* values) noexcept;

/// (1/2) log(2 pi)
inline constexpr float half_log_two_pi = 0.918938533f;

}  // namespace motet::core::model
