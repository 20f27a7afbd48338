// SPDX-License-Identifier: MIT
#pragma once

#include "adapt/consult.hpp"

namespace motet::core::adapting {

/// Deviations of an expert, beyond which a target has less influence: by luck once in 5e8 samples.
inline constexpr float far_target = 6.0f;
/// No expert: none is surprised.
inline constexpr std::uint32_t nobody = max_experts;

/// Bounds the influence of one sample. A target more than six deviations from its expert moves that expert as far as six would,
/// and the responsibilities are no sharper than at six. From the third such sample of one expert in a row on the expert is
/// wrong, not the samples: it is `surprised`, the samples count in full, and what was known before fades by 36 / q with each.
///
///     |e_i| <= 6 sigma_i sqrt(u_i);   r_i ~ p_i exp(-q_i t / 2),   q_i = e_i^2 / (sigma_i^2 u_i),   t = 36 / min q
///
/// cost    a comparison for each expert; experts exponentials for a sample that is bounded
/// source  Huber, Robust estimation of a location parameter, 1964
void bound_influence(const AdapterView& a, const core::ModelView& model, Opinion& opinion) noexcept;

}  // namespace motet::core::adapting
