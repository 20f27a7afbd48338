// SPDX-License-Identifier: MIT
#pragma once

#include "stream/stream.hpp"

namespace motet::stream {

/// Offers sample number counters.accepted (from 1) to the reservoir: a uniform choice of the stream so far, seeded.
///
/// unit    the user's: the frame may widen, what is kept stays exact
/// cost    one draw, at most one row copied
/// source  Vitter, Random sampling with a reservoir, 1985 (algorithm R)
void keep(const EstimatorView& e, const float* x, float y) noexcept;

}  // namespace motet::stream
