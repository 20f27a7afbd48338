// SPDX-License-Identifier: MIT
#pragma once

namespace motet::core::learn {

/// The share of targets that a 95 % interval leaves outside.
inline constexpr float usual_miss = 0.05f;

/// Moves the level of the vote's interval: up after a target inside, down after one outside.
///
///     rate <- rate + .01 (.05 - outside), within .0005 .. .5
///
/// On any stream whatever, while the bounds do not hold it, the share outside of n samples is within 50 / n of 5 %.
///
/// source  Gibbs, Candes, Adaptive conformal inference under distribution shift, 2021
[[nodiscard]] float move_level(float rate, bool outside) noexcept;

/// The level of the vote's interval that gives 1 - `miss`: its odds are scaled as those of 5 % are.
///
/// unit    miss: 1e-6 .. .999; the result 1e-6 .. .999
[[nodiscard]] float scale_level(float rate, float miss) noexcept;

}  // namespace motet::core::learn
