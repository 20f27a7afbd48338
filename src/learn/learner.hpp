// SPDX-License-Identifier: MIT
#pragma once

#include "motet/detail/learning.hpp"

namespace motet::core::learn {

[[nodiscard]] inline std::uint32_t dim_of(const LearnerView& l) noexcept { return l.state->settings.dim; }
[[nodiscard]] inline std::uint32_t members_of(const LearnerView& l) noexcept { return l.plan->members; }

/// What lines measure from: each input, then the target.
[[nodiscard]] inline float* centre_of(const LearnerView& l) noexcept { return l.block + l.plan->centre; }
/// Of the constant, the inputs, the target before: what is rounding alone.
[[nodiscard]] inline float* tolerance_of(const LearnerView& l) noexcept { return l.block + l.plan->tolerance; }
/// 1, the inputs, the target before; from the centre.
[[nodiscard]] inline float* sample_of(const LearnerView& l) noexcept { return l.block + l.plan->sample; }
/// Room for one line to work on a sample.
[[nodiscard]] inline float* scratch_of(const LearnerView& l) noexcept { return l.block + l.plan->at_work; }
/// The inputs and the target before, user's units.
[[nodiscard]] inline float* input_of(const LearnerView& l) noexcept { return l.block + l.plan->input; }
[[nodiscard]] inline float* histogram_of(const LearnerView& l) noexcept { return l.block + l.plan->histogram; }

/// What `member` sees: the constant and so many inputs.
[[nodiscard]] inline std::uint32_t order_of(const LearnerView& l, const Member& member) noexcept {
  return member_order(member, dim_of(l));
}

/// The share of a sample in a mean of late, `before` samples behind it.
[[nodiscard]] inline float late_share(std::uint64_t before) noexcept {
  return before < 1000u ? 1.0f / static_cast<float>(before > 1u ? static_cast<std::uint32_t>(before) - 1u : 1u) : 0.001f;
}

/// Samples as a float; from 2^32 on they count as so many.
[[nodiscard]] inline float count_of(std::uint64_t samples) noexcept {
  return static_cast<float>(samples < 0xffffffffu ? static_cast<std::uint32_t>(samples) : 0xffffffffu);
}

}  // namespace motet::core::learn
