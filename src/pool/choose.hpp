// SPDX-License-Identifier: MIT
#pragma once

#include "motet/detail/view.hpp"

namespace motet::core::pool {

/// The sums of the weights of two streams.
struct Weights {
  float ours;
  float theirs;
};

/// Makes the window of `into` a choice of both streams; counters are those before the merge.
///
/// Where nothing is forgotten the choice is uniform: how many rows come from each is drawn as from one urn (hypergeometric);
/// which ones, by selection sampling. With a memory each gives a share by its weight, and the order is made random again.
///
/// error   uniform to 2^-32 a draw; deterministic from the two random states
/// cost    one draw a row of the result and one a kept row of either; no memory besides the window
/// source  Knuth, The art of computer programming 2, 3.4.2, algorithm S
void choose_rows(const core::EstimatorView& into, const core::EstimatorSource& from, const Weights& weights) noexcept;

}  // namespace motet::core::pool
