// SPDX-License-Identifier: MIT
#pragma once

#include "solve/workspace.hpp"

// What a fit begins and ends with, from a window or from the moments alone.

namespace motet::solve {

/// Abandons the fit under way and begins another: checks the stream, whitens it, and clears what is to be found.
///
/// error   too_few_samples, window_needed, as whiten: no fit is under way
[[nodiscard]] Status open_fit(const EstimatorView& e, Workspace& work) noexcept;

/// Puts the course down with its first attempt. From now on the fit is under way: the window holds still.
void set_out(const Workspace& work, core::Attempt first) noexcept;

/// Lays the fit under way out again, for a slice of `budget` elementary steps.
///
/// error   not_begun
[[nodiscard]] Status resume_fit(const EstimatorView& e, std::uint32_t budget, Workspace& work) noexcept;

/// Ends a slice with what came of it, and returns that: the course is put down if the fit goes on or has ended well, for
/// the next slice or the report.
[[nodiscard]] Status close_slice(const Workspace& work, Status status) noexcept;

/// A model of these inputs, with no more experts than are asked for now.
[[nodiscard]] bool comparable(const Workspace& work, const core::ModelStore& model) noexcept;

/// Keeps work.current if it is likelier than work.best by more than rounding, under the name of its start.
void keep_likelier(Workspace& work, Start start) noexcept;

/// Names the experts of work.best and writes it to `model`.
///
/// error   no_fit: nothing written
[[nodiscard]] Status hand_out(Workspace& work, const core::ModelStore& model) noexcept;

}  // namespace motet::solve
