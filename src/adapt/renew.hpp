// SPDX-License-Identifier: MIT
#pragma once

#include "adapt/consult.hpp"

namespace motet::core::adapting {

/// Whether the averages still serve. An average is to be better than the parameters in force; where it explains the stream
/// worse by settings.renew_threshold nats, it still holds a bad start or a stream that has moved on, and is restarted. The
/// parameters are then far from their goal, so the step grows: a quarter of its past is forgotten.
///
///     doubt_i <- max(0, doubt_i + r_i ((e_i - l_i)^2 - e_i^2) / (2 sigma_i^2)),   l_i = lag_i'(x - centre): each expert
///     doubt   <- max(0, doubt + log E_p exp(l) - log E_r exp(l)),                 l the lags of the logits: the gate
///
/// both log likelihood ratios, the second by its first two cumulants with |l| held to 1. Before the sample is learnt.
///
/// cost    2 experts x dim multiply-adds
/// source  Page, Continuous inspection schemes, 1954
void judge_averages(const AdapterView& a, const Opinion& opinion, const ModelStore& model) noexcept;

}  // namespace motet::core::adapting
