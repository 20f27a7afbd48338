// SPDX-License-Identifier: MIT
#pragma once

#include "motet/view.hpp"

namespace motet::state {

/// Makes the window of `into` a uniform choice of both streams; counters are those before the merge.
///
/// How many rows come from each is drawn as from one urn (hypergeometric); which ones, by selection sampling.
///
/// error   uniform to 2^-32 a draw; deterministic from the two random states
/// cost    one draw a row of the result and one a kept row of either; no memory beside the window
/// source  Knuth, The art of computer programming 2, 3.4.2, algorithm S
void choose_rows(const core::EstimatorView& into, const core::EstimatorSource& from) noexcept;

}  // namespace motet::state
