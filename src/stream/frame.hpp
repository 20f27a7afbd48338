// SPDX-License-Identifier: MIT
#pragma once

#include "stream/stream.hpp"

namespace motet::core::stream {

/// Keeps one sample back, as it came, until the frame is chosen.
void hold(const EstimatorView& e, const float* x, float y) noexcept;

/// Number of samples that choose the frame: as the settings have it, at most what the plan can hold back.
[[nodiscard]] std::uint32_t calibration_length(const EstimatorView& e) noexcept;

/// Chooses the frame from the samples held back, and adds them to the moments.
///
///     z_j = (x_j - shift_j) / unit_j,   shift = mean,   unit = power of two next to the deviation
///
/// A unit is a power of two, so standardising rounds once, in the subtraction. An input that did not vary
/// gets a unit of a thousandth of its size.
///
/// unit    the young level holds raw rows before, and is zero after
void freeze_frame(const EstimatorView& e) noexcept;

/// z and the return value: the sample in the frame. A value more than 16 units out widens
/// its unit, and the moments with it; that is exact.
///
/// shape   z: padded(dim + 1) and one float more; what lies behind the first dim + 1 is of no meaning
[[nodiscard]] float standardise(const EstimatorView& e, const float* x, float y, float* z) noexcept;

}  // namespace motet::core::stream
