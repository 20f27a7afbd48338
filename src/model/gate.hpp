// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace motet::model {

/// sum_j exp(v_j) = exp(largest) sum, with the largest v taken out, so that nothing overflows.
struct LogSum {
  float largest;
  float sum;  ///< 1..8
};

/// Turns log weights into probabilities in place.
///
///     v_i = exp(v_i) / sum_j exp(v_j);   returns sum_j exp(v_j)
///
/// shape   values: count, 1..8
/// error   finite for all finite v
/// cost    count - 1 exponentials, one division
LogSum normalise_logs(std::uint32_t count, float* values) noexcept;

/// log sum_j exp(v_j).
[[nodiscard]] float take_log(const LogSum& total) noexcept;

/// The log of the ratio of two such sums, with one logarithm.
[[nodiscard]] float take_log_ratio(const LogSum& above, const LogSum& below) noexcept;

/// Place of the largest value; the first of equals.
[[nodiscard]] std::uint32_t find_largest(std::uint32_t count, const float* values) noexcept;

/// (1/2) log(2 pi)
inline constexpr float half_log_two_pi = 0.918938533f;

}  // namespace motet::model
