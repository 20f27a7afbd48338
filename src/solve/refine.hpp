// SPDX-License-Identifier: MIT
#pragma once

#include "solve/workspace.hpp"

namespace motet::solve {

/// What a refinement moves.
enum class Scope : std::uint8_t {
  gate,   ///< the gate and the noise level; the experts are held
  joint,  ///< everything
};

/// What a refinement did.
struct Progress {
  std::uint32_t passes = 0;  ///< over the reservoir
  std::uint32_t revived = 0;
  std::uint32_t dropped = 0;
  bool converged = false;
};

/// EM on the reservoir, in place on work.current: one pass does the E-step and forms all sums of the M-step.
/// The likelihood with the gate's ridge does not fall from pass to pass: a gate step that would let it is halved.
/// An expert that dies is started again beside the one with the most unexplained energy, as often as there are
/// experts; after that it is dropped.
///
/// unit    white; work.current.loglik is that of the candidate it leaves
/// error   stops at `ceiling` passes, or where what is still to be gained lies below `tolerance`, nats per sample
/// source  [JJ94], [MOKV19] section 5; annealing of sigma: it starts large and is estimated
[[nodiscard]] Progress refine(Workspace& work, Scope scope, std::uint32_t ceiling, float tolerance) noexcept;

/// Moves one expert of work.current to where it is needed more: beside the one with the most unexplained energy,
/// with the noise level raised to that one's. A start for refine, out of an optimum where two experts share
/// a regime while another has to serve two. The expert to move is, of the two that predict most alike, the
/// lighter one; after `failed` tries without success, another one in turn.
///
/// cost    one pass over the reservoir
/// source  Ueda, Nakano, Ghahramani, Hinton, SMEM algorithm for mixture models, 2000
void reassign(Workspace& work, std::uint32_t failed) noexcept;

}  // namespace motet::solve
