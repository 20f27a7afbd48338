// SPDX-License-Identifier: MIT
#pragma once

#include "learn/learner.hpp"

namespace motet::core::learn {

/// The estimator that shares the sight of a member.
[[nodiscard]] const EstimatorView& estimator_of(const LearnerView& learner, const Member& member) noexcept;

[[nodiscard]] AdapterView adapter_of(const LearnerView& learner, const MemberPlan& place) noexcept;
[[nodiscard]] ModelStore model_of(const LearnerView& learner, const MemberPlan& place) noexcept;
[[nodiscard]] ModelView read_model(const ModelStore& model) noexcept;

/// The prediction of a mixture for `x`; `otherwise` while it has no finite one.
///
/// shape   x: dim floats, the target before behind them
[[nodiscard]] float ask_mixture(const LearnerView& learner, const MemberPlan& place, const float* x, float otherwise) noexcept;

/// The same, and it learns the target, once it has begun.
[[nodiscard]] float teach_mixture(const LearnerView& learner, const MemberPlan& place, const float* x, float y, float elapsed,
                                  float otherwise) noexcept;

/// Begins every mixture that has not, once its estimator has a frame.
///
/// cost    what each has to learn of the window: as a slice of a fit, not as a sample
void begin_mixtures(const LearnerView& learner) noexcept;

/// Begins to adapt the model as it stands, with the memory of the member.
[[nodiscard]] Status begin_mixture(const LearnerView& learner, const MemberPlan& place) noexcept;

/// A fit challenges a mixture. If it wins, the mixture is a new member of the vote: it predicts what no sample has judged yet.
///
/// With its old weight a fit that was wrong on the very next sample of a battery's log cost one error of 1.2 deviations.
void challenge_mixture(const LearnerView& learner, const MemberPlan& place, const ModelView& rival) noexcept;

}  // namespace motet::core::learn
