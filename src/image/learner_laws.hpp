// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "motet/detail/learning.hpp"

namespace motet::core::image {

// Numbers that a learner can leave behind; as laws.hpp.

/// Runs of a learner's image by name.
enum LearnerRun : std::uint32_t { centre_run, tolerance_run, histogram_run };

/// Whether settings with every bound filled in are such.
[[nodiscard]] bool lawful(const LearnerPlan& plan, const LearnerSettings& settings) noexcept;

/// Whether settings, phase, targets and detector agree with each other and with the bounds.
[[nodiscard]] bool lawful(const LearnerPlan& plan, const LearnerState& state) noexcept;

/// Whether the targets so far lie within the range of the settings.
[[nodiscard]] bool within_range(const LearnerState& state) noexcept;

/// Whether the float at `index` of `run` can stand beside a lawful state: centres lie within the range, tolerances are a
/// small part of it, no bin of the histogram is empty. Nothing stands behind the inputs in use.
[[nodiscard]] bool lawful(const LearnerState& state, std::uint32_t run, std::uint32_t index, float value) noexcept;

/// Whether a member can have such residuals, scale and weight, whatever the range.
[[nodiscard]] bool lawful(const MemberState& state) noexcept;

/// Whether the float at `index` of a line of `order` coefficients can be there: information is a sum of squares, means lie
/// within the range. Other slopes are finite: where they lead beyond all floats the line begins anew.
[[nodiscard]] bool lawful_line(std::uint32_t order, std::uint32_t index, float value) noexcept;

/// Whether the float at `index` of `run` is one of this stream, with `dim` inputs.
[[nodiscard]] bool is_learner_float(std::uint32_t dim, std::uint32_t run, std::uint32_t index) noexcept;

}  // namespace motet::core::image
