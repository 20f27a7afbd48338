// SPDX-License-Identifier: MIT
#pragma once

#include "adapt/adapter.hpp"

namespace motet::core::adapting {

/// What the model predicts for a sample before it is learnt.
struct Opinion {
  const float* x;                     ///< the inputs, user's units
  float error[max_experts];           ///< y less what each expert predicts, user's units
  float probability[max_experts];     ///< of the gate
  float responsibility[max_experts];  ///< of the experts, given y
  float leverage[max_experts];        ///< z'P z of each expert
  float variance[max_experts];        ///< u of each expert
  float square[max_experts];          ///< error^2 / (sigma^2 u)
  bool bounded;                       ///< the target lay far out: errors and responsibilities are those of a nearer one
  std::uint32_t surprised;            ///< an expert far from several of its own samples in a row
  float nearest;                      ///< the smallest |error| in deviations of its expert
  float surprise;                     ///< y less what the model predicts, user's units
  float loglik;                       ///< log P(y | x), nats
};

/// A target counts as no further from an expert than so, in its deviations: their squares are summed.
inline constexpr float farthest_target = 1e12f;
/// No z'P z may be larger: what an expert knows is given up where units have gone too far for it.
inline constexpr float farthest_leverage = 1e30f;
/// Information about a direction of which nothing is known.
inline constexpr float unknown = 1e-9f;
/// A responsibility that teaches nothing: a ten-thousandth of a sample, less than the least weight that an expert has.
inline constexpr float faint = 1e-4f;
/// No log density may be further from 0, nats.
inline constexpr float farthest_loglik = 1e30f;

/// Lays the sample out in units of the frame, which follow it if it is far out, and evaluates the model.
///
///     r_i ~ p_i N(y | m_i, sigma_i^2 u_i),   u_i = 1 + rho_i z'P_i z,   rho_i = step / weight_i
///
/// u adds the variance of the expert's parameters here. Without it an expert whose slopes have not been learnt on such inputs
/// loses every sample to the others, and never learns them: on the log of a robot joint the log density of
/// 4 experts was -1.6 without it, and is .55. along_of() holds U'z of every expert after it.
///
/// error   out_of_range: the prediction would not be finite, or the target lies 1e12 deviations off; outlier:
///         more than `limit`, where
///         that is not 0. Only scratch has changed
/// cost    2 experts x dim multiply-adds; for each expert half an update of its matrix, two exponentials, a square root
[[nodiscard]] Status consult(const AdapterView& a, const float* x, float y, float limit, const core::ModelView& model,
                             Opinion& opinion) noexcept;

}  // namespace motet::core::adapting
