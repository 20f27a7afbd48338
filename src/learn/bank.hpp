// SPDX-License-Identifier: MIT
#pragma once

#include "learn/learner.hpp"
#include "learn/member.hpp"

namespace motet::core::learn {

/// Lays the inputs out for lines and mixtures: from the centre, with the constant before and the target of the sample before
/// behind.
void lay_out(const LearnerView& learner, const float* x) noexcept;

/// The centre is the first sample.
void begin_centre(const LearnerView& learner, const float* x, float y) noexcept;

/// Every 256 samples the centre moves to the mean.
void follow_centre(const LearnerView& learner) noexcept;

/// The tolerances follow the size of the inputs laid out.
void follow_size(const LearnerView& learner) noexcept;

/// Every member predicts the sample that has been laid out.
void consult_bank(const LearnerView& learner, const float* x, float horizon) noexcept;

/// Every member predicts the sample and learns its target. Their predictions are uncorrected until settle_bank.
void teach_bank(const LearnerView& learner, const float* x, float y, float elapsed) noexcept;

/// After teach_bank: the predictions are corrected and judged by the target, the vote is settled.
///
/// returns P(target < y) as it was predicted
[[nodiscard]] float settle_bank(const LearnerView& learner, float y, float horizon) noexcept;

/// The range of the targets seen, and their spread.
[[nodiscard]] Reach reach_of(const LearnerState& state) noexcept;

}  // namespace motet::core::learn
