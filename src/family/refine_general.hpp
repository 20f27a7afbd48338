// SPDX-License-Identifier: MIT
#pragma once

#include "family/task.hpp"

namespace motet::core::family {

/// What a refinement did.
struct Progress {
  std::uint32_t passes = 0;  ///< over the reservoir
  std::uint32_t revived = 0;
  bool converged = false;
};

/// Generalised EM on the reservoir, in place on work.current: one pass does the E-step and forms all sums of the M-step, which
/// takes one damped Gauss-Newton step of each expert and one Newton step of the gate. The likelihood with the gate's ridge
/// does not fall from pass to pass: a step that would let it is halved. An expert that dies is started again beside the one
/// with the most unexplained energy, as often as there are experts.
///
/// unit    white; work.current.loglik is that of the candidate it leaves
/// error   stops at `ceiling` passes, or where what is still to be gained lies below `tolerance`, nats per sample
/// source  [JJ94]; Dempster, Laird, Rubin, Maximum likelihood from incomplete data, 1977
[[nodiscard]] Progress refine(Task& task, std::uint32_t ceiling, float tolerance) noexcept;

/// Moves one expert of work.current to where it is needed more, as solve::reassign does.
///
/// cost    one pass over the reservoir
void reassign(Task& task, std::uint32_t failed) noexcept;

}  // namespace motet::core::family
