// SPDX-License-Identifier: MIT
#pragma once

#include "stream/stream.hpp"

namespace motet::core::stream {

/// Begins to watch a target that lies outside the frame, if the stream so far can be a rest: few samples have come, or
/// half of all columns have jumped at once. Before the frame widens for it.
///
/// unit    z, target: the sample in the frame
/// cost    three moments
void begin_watch(const EstimatorView& e, const float* z, float target) noexcept;

/// Takes the next target into the watch; if that shows that the stream before the jump was a rest, forgets it: it begins
/// anew with those samples of the motion that the window has kept and calibration can take, and calibrates.
///
/// cost    at the end of a rest the moments are cleared, and calibration_length rows copied
void follow_watch(const EstimatorView& e, float y) noexcept;

}  // namespace motet::core::stream
