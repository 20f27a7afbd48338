// SPDX-License-Identifier: MIT
#pragma once

#include "workspace/workspace.hpp"

namespace motet::core::solve {

/// The gate of two linear experts from the moments, with no sample stored.
///
///     M = E[t (ww' - I)] = E[f'] (v D' + D v') + E[f'''] (D'v) v v',   D = a_1 - a_2
///     (E[t w] - a_2)'D / D'D = E[f] + E[f''] (D'v)^2 / D'D,            f = f(v'w + b), logistic
///
/// With N = M - E[f'''] (D'v) v v':  E[f'] v = (N D - D (D'N D) / (2 D'D)) / D'D. Length and bias follow from this and
/// from E[f] by bisection; the terms with f'' and f''' from the gate so found, six times over. The common
/// intercept and the noise level follow from E[t] = 0 and E[t^2] = 1.
///
/// shape   work.bend: of the target;  work.current holds two experts' slopes; its gate, intercepts and variances are written
/// error   no_gate: the experts are too close to be separated; unfinished: the budget ended, to be called again
/// cost    6 x 25 x 25 x 49 logistics; an elementary step is 49 of them
/// source  derived here from Stein's identity; [L92] for the matrix M
[[nodiscard]] Status find_gate(Workspace& work) noexcept;

}  // namespace motet::core::solve
