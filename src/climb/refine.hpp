// SPDX-License-Identifier: MIT
#pragma once

#include "workspace/workspace.hpp"

namespace motet::core::solve {

/// What a refinement moves.
enum class Scope : std::uint8_t {
  gate,   ///< the gate and the noise level; the experts are held
  joint,  ///< everything
};

/// EM on the reservoir, in place on work.current: one pass does the E-step and forms all sums of the M-step.
/// The likelihood with the gate's ridge does not fall from pass to pass: a gate step that would let it is halved.
/// An expert that dies is started again beside the one with the most unexplained energy, as often as there are
/// experts; after that it is dropped.
///
/// unit    white; work.current.loglik is that of the candidate it leaves
/// error   stops at `ceiling` passes, or where what is still to be gained lies below `tolerance`, nats per sample: course().climb
///         tells, and is new when it begins. False: the budget ended, to be called again
/// cost    an elementary step is a sample of a pass, one expert's least squares, or a row of the gate's Hessian
/// source  [JJ94], [MOKV19] section 5; annealing of sigma: it starts large and is estimated
[[nodiscard]] bool refine(Workspace& work, Scope scope, std::uint32_t ceiling, float tolerance) noexcept;

/// Moves one expert of work.current to where it is needed more: beside the one with the most unexplained energy,
/// with the noise level raised to that one's. A start for refine, out of an optimum where two experts share
/// a regime while another has to serve two. The expert to move is, of the two that predict most alike, the
/// lighter one; after `failed` tries without success, another one in turn.
///
/// error   false: the budget ended, to be called again
/// cost    one pass over the reservoir
/// source  Ueda, Nakano, Ghahramani, Hinton, SMEM algorithm for mixture models, 2000
[[nodiscard]] bool reassign(Workspace& work, std::uint32_t failed) noexcept;

}  // namespace motet::core::solve
