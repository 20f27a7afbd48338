// SPDX-License-Identifier: MIT
#pragma once

#include "adapt/adapter.hpp"

namespace motet::core::adapting {

/// Samples before the first change can be noticed, and the shortest change_memory: the deviation of so many log
/// densities, spread as chi-squared is, is known to a fifth.
inline constexpr std::uint32_t warming = 100;

/// Takes the log density of a sample before it is learnt, and returns whether the stream has changed.
///
///     drop <- max(0, drop + (usual - loglik) / deviation - allowance);   a change where drop > threshold
///
/// `usual` and the deviation are running averages over change_memory samples. One sample adds four deviations at most, so no
/// single outlier is a change. After a change the test restarts; the first `warming` samples raise none.
///
/// source  Page, Continuous inspection schemes, 1954
[[nodiscard]] bool notice_change(const AdapterView& a, float loglik) noexcept;

}  // namespace motet::core::adapting
