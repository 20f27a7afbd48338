// SPDX-License-Identifier: MIT
#pragma once

#include "workspace/workspace.hpp"

namespace motet::core::solve {

/// Where each expert was before: expert i comes from place source[i].
struct Permutation {
  std::uint8_t source[max_experts];
};

/// Puts the experts of work.best in canonical order: rising prediction at the point where every input is
/// half a deviation above its mean. The same data then gives the same labels, whichever start found them.
///
/// shape   work.current is scratch
Permutation order_canonically(Workspace& work) noexcept;

/// Gives the experts of work.best the labels of the model in force: each in turn the closest pair, by the
/// mean squared difference of their predictions, |a - b|^2 in white coordinates.
///
/// shape   work.current is scratch;  model: as many experts as work.best
void keep_labels(Workspace& work, const core::ModelView& model) noexcept;

}  // namespace motet::core::solve
