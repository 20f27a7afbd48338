// SPDX-License-Identifier: MIT
#pragma once

#include "stream/stream.hpp"

namespace motet::core::stream {

/// The factor, a power of two, that brings a value that lies too far out back to 8 units.
[[nodiscard]] float shrink_factor(float value) noexcept;

/// Keeps one sample back, as it came, until the frame is chosen.
void hold(const EstimatorView& e, const float* x, float y) noexcept;

/// Number of samples that choose the frame: as the settings have it, at most what the plan can hold back.
[[nodiscard]] std::uint32_t calibration_length(const EstimatorView& e) noexcept;

/// Chooses the frame from the samples held back, and adds them to the moments.
///
///     z_j = (x_j - shift_j) / unit_j,   shift = mean,   unit = power of two next to the deviation
///
/// A unit is a power of two, so standardising rounds once, in the subtraction. An input that did not vary
/// gets a unit of a thousandth of its size, or of 1e-6 if that is 0.
///
/// unit    the young level holds raw rows before, and is zero after
void freeze_frame(const EstimatorView& e) noexcept;

/// z and the return value: the sample in the frame. A value more than 16 units out widens
/// its unit, and the moments with it; that is exact. It may begin a watch.
///
/// shape   z: padded(dim + 1) and one float more; what lies behind the first dim + 1 is of no meaning
[[nodiscard]] float standardise(const EstimatorView& e, const float* x, float y, float* z) noexcept;

/// The same, in the frame as it is, in `target` and z; false if a value lies too far out.
[[nodiscard]] bool place(const EstimatorView& e, const float* x, float y, float* z, float& target) noexcept;

}  // namespace motet::core::stream
