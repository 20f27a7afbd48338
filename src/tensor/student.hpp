// SPDX-License-Identifier: MIT
#pragma once

namespace motet::core::tensor {

/// P(T > t), by one polynomial of degree 9 on either side of t = root 3.
///
///     u = t / root 3:   1/2 - u Q(u^2) for 0 <= u <= 1;   q^3 P(q^2) of q = 1 / u beyond;   P(T > -t) = 1 - P(T > t)
///
/// error   1.1e-6 of itself for t >= 0, met just below root 3; NaN gives 0; beyond 1e12 it is 0
/// cost    a division, a dozen multiply-adds
[[nodiscard]] float evaluate_student_tail(float t) noexcept;

/// log p(t) = log c - 2 log(1 + t^2 / 3).
///
/// error   4 units of the last place of its largest term, for every finite t
/// cost    a logarithm
[[nodiscard]] float evaluate_student_log_density(float t) noexcept;

/// log p(t) - log scale.
///
/// unit    scale: 1e-15..1e20
/// error   as above
/// cost    a logarithm; beyond |t| = 1000 two
[[nodiscard]] float evaluate_student_log_density(float t, float scale) noexcept;

/// A point beyond which less than `tail` lies: 1.1027 t^-3 is above the tail for every t > 0.
///
/// unit    tail: above 0
/// cost    a logarithm and an exponential
[[nodiscard]] float bound_student_quantile(float tail) noexcept;

}  // namespace motet::core::tensor
