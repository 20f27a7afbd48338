// SPDX-License-Identifier: MIT
#pragma once

#include "family/task.hpp"
#include "motet/detail/general_course.hpp"

namespace motet::core::family {

using core::most_placed;
using core::most_screened;
using core::Placement;
using core::Placements;

/// Whether a placement is the first of those that are the same for a form: the sides of a decision may be exchanged where
/// both hold the same, the experts of a softmax where they are alike.
[[nodiscard]] bool is_canonical(const Form& form, const std::uint8_t* source) noexcept;

/// The most promising placements of the experts of work.best in `form`, best first.
///
/// Each decision counts what one step of its logistic regression, from an even gate, would gain: g' H^-1 g / 2.
///
/// shape   placements: new when it begins;  work.current is scratch
/// returns false: the budget ended, to be called again
/// cost    one pass over the reservoir; at most most_screened placements, of 8! looked through, experts - 1 Cholesky
///         factorisations each; an elementary step is a sample, or a placement looked at
[[nodiscard]] bool find_placements(Task& task, const Form& form, Placements& placements) noexcept;

/// work.current = the experts of work.best in their new places, each decision at its one step from an even gate (a softmax:
/// the same gate); task.form = `form`.
///
/// shape   task.form: that of work.best until then
/// returns false: the budget ended, to be called again
/// cost    of a tree one pass over the reservoir and experts - 1 Cholesky factorisations
[[nodiscard]] bool place(Task& task, const Form& form, const Placement& placement) noexcept;

}  // namespace motet::core::family
