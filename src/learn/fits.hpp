// SPDX-License-Identifier: MIT
#pragma once

#include "learn/learner.hpp"

namespace motet::core::learn {

/// Lets mixtures begin, and goes on with the fits for at most `budget` elementary steps: begins one where it is due, and lets
/// the mixtures of its kind be challenged where it ends. The number of samples grows by half from one round to the next.
void advance_fits(const LearnerView& learner, std::uint32_t budget) noexcept;

/// The stream has changed: the windows restart, and the intervals between fits grow from the first one again.
void restart_fits(const LearnerView& learner) noexcept;

/// The windows take a sample.
///
/// shape   x: dim floats, the target before behind them
void feed_windows(const LearnerView& learner, const float* x, float y, bool last_known) noexcept;

}  // namespace motet::core::learn
