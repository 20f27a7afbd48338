// SPDX-License-Identifier: MIT
#pragma once

#include "learn/learner.hpp"

namespace motet::core::learn {

/// The log density that the best member gave the last target. The best has the largest mean of late: after a change it
/// stays the best for a while, where the vote has turned to lines of short memory.
[[nodiscard]] float read_best(const LearnerView& learner) noexcept;

/// Whether the stream has changed: Page's test on the log density of the best member, against its usual one.
///
///     drop <- max(0, drop + (usual - loglik) / deviation - 1/2);   changed where drop > 30
///
/// After a change the usual log density is learnt again; for 100 samples there is no test. A drop counts 8 deviations at most.
/// Of 200 mixtures whose regimes all change at sample 10,000 half are noticed after 21 samples, the last after 68; 20 that do
/// not change in 50,000 samples raise none.
///
/// source  Page, Continuous inspection schemes, 1954
[[nodiscard]] bool notice_change(const LearnerView& learner, float loglik) noexcept;

}  // namespace motet::core::learn
