// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace motet::model {

/// Turns log weights into probabilities in place.
///
///     v_i = exp(v_i) / sum_j exp(v_j);   returns log sum_j exp(v_j)
///
/// shape   values: count, 1..8
/// error   finite for all finite v; the largest is taken out first
/// cost    count exponentials, one logarithm, one division
[[nodiscard]] float normalise_logs(std::uint32_t count, float* values) noexcept;

/// Place of the largest value; the first of equals.
[[nodiscard]] std::uint32_t find_largest(std::uint32_t count, const float* values) noexcept;

/// (1/2) log(2 pi)
inline constexpr float half_log_two_pi = 0.918938533f;

}  // namespace motet::model
