// SPDX-License-Identifier: MIT
#pragma once

#include "learn/learner.hpp"

namespace motet::core::learn {

/// Whether the stream has changed: Page's test on the log density that the vote gave the last target, against its usual one.
///
///     drop <- max(0, drop + (usual - loglik) / deviation - 1/2);   changed where drop > 40
///
/// After a change the usual log density is learnt again; for 100 samples there is no test. A drop counts 4 deviations at most.
///
/// source  Page, Continuous inspection schemes, 1954
[[nodiscard]] bool notice_change(const LearnerView& learner, float loglik) noexcept;

}  // namespace motet::core::learn
