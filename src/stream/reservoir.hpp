// SPDX-License-Identifier: MIT
#pragma once

#include "stream/stream.hpp"

namespace motet::core::stream {

/// Offers sample number counters.accepted (from 1) to the reservoir: a uniform choice of the stream so far, seeded.
///
/// unit    the user's: the frame may widen, what is kept stays exact
/// cost    one draw, at most one row copied
/// source  Vitter, Random sampling with a reservoir, 1985 (algorithm R)
void keep(const EstimatorView& e, const float* x, float y) noexcept;

// While a fit is under way the reservoir holds still: samples are missed, and it stays a choice of the others.

/// Takes note of a sample that is not offered.
void miss(const EstimatorView& e) noexcept;

/// Ends the fit under way, if there is one: the reservoir moves again, and what has faded meanwhile is thinned.
void release(const EstimatorView& e) noexcept;

// With a memory the choice is by weight: of all samples so far, w their weights in the moments, one is kept with probability
//
//     min(1, window / sum w) w
//
// So ages in the window are those of the memory, exponential, and a memory shorter than the window keeps as many rows as its
// weights add up to, about `memory` of them, and leaves the others of the window unused. The order of the rows is random:
// the last of them are as good a choice of all as any, and to forget some is to count fewer.

/// Offers a sample of weight 1, before it is added to the moments.
///
/// error   the probability: 2^-32;  deterministic, seeded
/// cost    at most two draws and two rows copied
/// source  Chao, A general purpose unequal probability sampling plan, 1982
void keep_recent(const EstimatorView& e, const float* x, float y) noexcept;

/// All weights have faded: their sum was `before` and is `after`.
///
/// cost    one draw, if the window is longer than `after`; while a fit is under way none: release does it
void thin(const EstimatorView& e, float before, float after) noexcept;

}  // namespace motet::core::stream
