// SPDX-License-Identifier: MIT
#pragma once

#include "family/task.hpp"

namespace motet::core::family {

/// Which piece, an expert that was found, takes which place of a form: expert i takes piece source[i].
struct Placement {
  std::uint8_t source[max_experts];
  float score;  ///< nats: about what the tree's decisions explain
};

/// Placements that are refined, and that are looked at before.
inline constexpr std::uint32_t most_placed = 6;
inline constexpr std::uint32_t most_screened = 1024;

/// Whether a placement is the first of those that are the same for a form: the sides of a decision may be exchanged where
/// both hold the same, the experts of a softmax where they are alike.
[[nodiscard]] bool is_canonical(const Form& form, const std::uint8_t* source) noexcept;

/// The most promising placements of the experts of work.best in `form`, best first; returns their number.
///
/// Each decision counts what one step of its logistic regression, from an even gate, would gain: g' H^-1 g / 2.
///
/// shape   best: most_placed;  work.current is scratch
/// cost    one pass over the reservoir; at most most_screened placements, of 8! looked through, experts - 1 Cholesky
///         factorisations each
[[nodiscard]] std::uint32_t find_placements(Task& task, const Form& form, Placement* best) noexcept;

/// work.current = the experts of work.best in their new places, each decision at its one step from an even gate (a softmax:
/// the same gate); task.form = `form`.
///
/// shape   task.form: that of work.best until then
void place(Task& task, const Form& form, const Placement& placement) noexcept;

}  // namespace motet::core::family
