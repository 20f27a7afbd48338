// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "motet/detail/learning.hpp"

namespace motet::core::learn {

/// The share of the weight that is dealt out evenly after each sample: a member that was wrong may be right later.
/// Chosen among four values on the ten public sets and the league of tests/bench/README.md, not derived.
inline constexpr float fixed_share = 0.02f;

/// All members weigh the same.
void begin_vote(std::uint32_t count, MemberState* members) noexcept;

/// Settles a vote by the log densities of a target: their mixture's log density is returned, and the weights follow.
///
///     p = sum_m w_m p_m;   w_m <- (1 - share) w_m p_m / p + share / count
///
/// shape   log_density of each member: finite;  share: 1e-12..1, so that no weight vanishes
/// error   n samples of |log_density| <= L: never behind member m by more than ln count + n ln(1 / (1 - share)) +
///         n (L + 2 ln count + 16) 2^-22 nats
/// cost    an exponential a member, a logarithm
/// source  Herbster, Warmuth, Tracking the best expert, 1998
[[nodiscard]] float settle_vote(float share, std::uint32_t count, MemberState* members) noexcept;

/// The member `which` is another one from now on: of what it weighed it keeps no more than is dealt out to a member, and the
/// others share the rest as they weigh.
///
/// shape   at least two members;  share: as above
/// error   the others lose nothing; behind the new one the vote is never by more than ln(count / share) beyond the above
void restart_weight(float share, std::uint32_t which, std::uint32_t count, MemberState* members) noexcept;

}  // namespace motet::core::learn
