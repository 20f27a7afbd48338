// SPDX-License-Identifier: MIT
#pragma once

#include "adapt/adapter.hpp"

namespace motet::core::adapting {

/// Widens the units of the inputs of the sample at hand that lie more than 16 units out: units follow the stream wherever it
/// goes, whatever the calibration saw. One outlier widens a unit by two and no more; each further sample behind it by twice
/// as much as the one before, and experts and gate forget on the way, for what they know is of another place. An input
/// beyond 2^20 units comes nearer at once.
///
///     z_j <- k z_j,   U_jm <- U_jm / k,   U_lj <- k U_lj,   D_j <- D_j / k^2,   g_j <- k g_j;   k = 1/2, 1/4, 1/8..
///     S <- k^3 S from the second of a run on: a point so far away has a lever of k^-2, and is to have no say
///
/// error   exact, for a unit is a power of two: what experts and gate say does not change by a bit
/// cost    2 order multiplications for each matrix and input
void follow_inputs(const AdapterView& a) noexcept;

}  // namespace motet::core::adapting
