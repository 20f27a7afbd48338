// SPDX-License-Identifier: MIT
#pragma once

#include "adapt/consult.hpp"

namespace motet::core::adapting {

/// Of the range of the targets seen: no mean that is acted on lies farther beyond it.
inline constexpr float beyond_range = 0.1f;

/// `mean`, brought into the range of the targets seen and a tenth beyond.
[[nodiscard]] inline float hold_near(float least, float greatest, float mean) noexcept {
  const float more = beyond_range * (greatest - least);
  return mean > greatest + more ? greatest + more : mean < least - more ? least - more : mean;
}

/// Takes a target into the range of those seen. A wild one has no part in it, until it is one of three in a row.
void see_target(const AdapterView& a, float y, bool wild) noexcept;

/// Judges line and mixture by this sample, then the line learns it: recursive least squares with the step of the experts, one
/// sample's influence bounded as theirs.
///
///     lead <- lead + (e_line^2 - e_mixture^2) / (2 s^2 + e_line^2 / 16),   -50 <= lead <= 4;   s the deviation of the line
///
/// both predictions as they would be acted on: near the targets seen. The line is believed from lead <= -4 on, the mixture
/// from lead >= 4 on. So one stay with the mixture costs 8 nats more than the line would, and one sample. A mixture that is
/// better by as little as it likes is left by chance once in e^8 excursions: (e_line^2 - e_mixture^2) / 2 s^2 is then a log
/// likelihood ratio. A target that lies far from both weighs less.
///
/// cost    one update of a matrix of order dim + 1
/// source  Page, Continuous inspection schemes, 1954; Herbster, Warmuth, Tracking the best expert, 1998
void learn_line(const AdapterView& a, float y, const Opinion& opinion, const ModelStore& model) noexcept;

/// The information of a sample that has been laid out enters the line. Returns what is left of `error` after it, in parts.
///
///     S <- keep S + weight z z';   a <- a + weight S^-1 z error;   returns 1 + weight z'P z / keep
[[nodiscard]] float absorb_line(const AdapterView& a, float weight, float keep, float largest, float error) noexcept;

/// y less what the line predicts for the sample at hand.
///
/// shape   target: y less the centre of y
[[nodiscard]] float ask_line(const AdapterView& a, float target) noexcept;

}  // namespace motet::core::adapting
