// SPDX-License-Identifier: MIT
#pragma once

#include "adapt/adapter.hpp"

namespace motet::core::adapting {

/// Widens the units of the inputs of the sample at hand that lie more than 16 units out: units follow the stream wherever it
/// goes, whatever the calibration saw. One outlier widens a unit by two and no more; each further sample in a row by twice
/// as much as the one before. Experts and gate forget meanwhile, because what they know holds for other inputs. An input beyond
/// 2^20 units is brought nearer at once.
///
///     z_j <- k z_j,   U_jm <- U_jm / k,   U_lj <- k U_lj,   D_j <- D_j / k^2,   g_j <- k g_j;   k = 1/2, 1/4, 1/8..
///     S <- k^3 S from the second of a run on: a point so far away would have a leverage of k^-2
///
/// error   exact, for a unit is a power of two: predictions of experts and gate keep their bits
/// cost    2 order multiplications for each matrix and input
void follow_inputs(const AdapterView& a) noexcept;

}  // namespace motet::core::adapting
