// SPDX-License-Identifier: MIT
#pragma once

#include "descent/regions.hpp"

namespace motet::core::descent {

/// The gate undecided, the noise large.
void start_gate(const DescentView& d) noexcept;

/// One step of stochastic descent on L_log by the gate from the sample in white(d), target `t`; the noise level by EM, one
/// sample at a time. Both are averaged so that their beginning is forgotten.
///
///     gate_i += step (r_i - p_i) w,   variance <- sum_i r_i (t - slope_i'w)^2
///
/// cost    3 experts x rank multiply-adds, 2 experts exponentials
/// source  [MOKV20] section 4; [CM09]: Cappe, Moulines, On-line EM, 2009
void learn_gate(const DescentView& d, float t) noexcept;

}  // namespace motet::core::descent
