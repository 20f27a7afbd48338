// SPDX-License-Identifier: MIT
#pragma once

#include "solve/workspace.hpp"

namespace motet::solve {

/// The gate of two linear experts from the moments, with no sample stored.
///
///     M = E[t (ww' - I)] = s (v D' + D v'),  D = a_1 - a_2,  s v = E[f'(v'w + b)] v
///     s v = (M D - D (D'M D) / (2 D'D)) / D'D;   E[f(v'w + b)] = pi_1 = (E[t w] - a_2)'D / D'D
///
/// Length and bias of the gate follow from |s v| and pi_1 by bisection. The common intercept and the noise
/// level follow from E[t] = 0 and E[t^2] = 1.
///
/// shape   work.current holds two experts' slopes; its gate, intercepts and variances are written
/// error   no_gate: the experts are too close to tell apart
/// cost    one contraction of the packed moments; 40 x 40 x 49 exponentials
/// source  derived here from Stein's identity; [L92] for the matrix M
[[nodiscard]] Status find_gate(Workspace& work) noexcept;

}  // namespace motet::solve
