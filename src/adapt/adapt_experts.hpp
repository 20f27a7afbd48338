// SPDX-License-Identifier: MIT
#pragma once

#include "adapt/consult.hpp"

namespace motet::core::adapting {

/// The weight of an expert never falls below this: an expert that becomes active again learns from several samples, not one.
inline constexpr float least_weight = 1e-4f;

/// Squared deviations that a wild target counts at most: as Student's t of 3 degrees of freedom has it.
inline constexpr float most_surplus = 4.0f;
/// Of a noise level squared, by one sample, where the expert is surprised.
inline constexpr float most_surge = 3.0f;
/// Of a sample, as a multiple of all that is known of its direction.
inline constexpr float most_news = 1000.0f;

/// No variance of a direction, the inverse of what is known of it, grows above this: 1 / expert_ridge, or 1 / (resolution step)
/// if that is less. What rounding leaves of a coordinate then moves a direction that nothing excites by no more than the error.
[[nodiscard]] float limit_variance(const AdapterView& a) noexcept;

/// What an expert keeps that is wrong, its target so many squared deviations off: the less the further.
[[nodiscard]] float keep_of_surprised(float square) noexcept;

/// One step of recursive least squares for each expert, weighted by its responsibility r.
///
///     N <- (1 - step) N + step r;   rho = step r / N;   S <- (1 - rho) S + rho z z';   a <- a + rho S^-1 z e
///
/// An expert forgets by its own weight N: an idle expert forgets nothing, and its gain does not grow. What is left of e^2 after
/// the step goes to the noise level, one for all experts or one for each.
///
/// error   a responsibility that is `faint` counts as none
/// cost    an update of a matrix of order dim + 1 for each expert that has a part in the sample
void learn_experts(const AdapterView& a, const Opinion& opinion, const ModelStore& model) noexcept;

}  // namespace motet::core::adapting
