// SPDX-License-Identifier: MIT
#pragma once

#include "learn/line.hpp"

namespace motet::core::learn {

/// The range of the targets seen.
struct Reach {
  float low;       ///< a tenth of it below the lowest
  float high;      ///< as much above the highest
  float least;     ///< variance: an error is never thought smaller
  float level;     ///< their mean
  float variance;  ///< about it
};

/// Corrects the prediction of a member: held within the reach, plus the part of its last residual that
/// lasts.
///
///     mean = hold(value) + fade(rho) residual,   width^2 = variance + unknown;   rho = along / square within -.2 .. 1
///     unknown = q V / (q + V),   hold(value) = level + (clip(value) - level) V / (q + V),   q = variance (doubt - 1)
///
/// where V is the variance of the targets: in an unknown direction a member is as certain as one that knows the targets
/// alone. So a prediction far from all samples is drawn to the level, and no member is less certain than that.
///
/// unit    horizon: samples since the last target, at least 0
/// writes  own, mean, width of the member
/// cost    a division and a root; of a horizon other than 1 an exponential and a logarithm more
void foretell(const Reach& reach, float horizon, Said said, MemberState& member) noexcept;

/// log p(y) of Student's t about its mean; nats, user's units.
[[nodiscard]] float measure_member(const MemberState& member, float y) noexcept;

/// Learns residual, correlation and scale from the target, after foretell.
///
///     variance <- variance + share (4 e^2 / (3 + e^2 / variance) - variance),   e = (y - mean) / root(doubt)
///
/// which is the step of EM for the scale of t. The second, third... error in a row that is far beyond the scale counts in
/// full and with twice, four times... the share: then the scale was wrong, and not the target.
///
/// unit    share: .01, or more while few samples are in
/// source  Lange, Little, Taylor, Robust statistical modeling using the t distribution, 1989
void learn_errors(const Reach& reach, float horizon, float share, float y, MemberState& member) noexcept;

}  // namespace motet::core::learn
