// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "motet/detail/course.hpp"

namespace motet::core::solve {

using core::Component;

// The component with the largest lambda, by power iteration from one deterministic start after the other:
//
//     v <- T(.,v,v) / |T(.,v,v)|,   lambda = T(v,v,v)
//
// shape   cube: order^3, row-major;  v, image: order. `climb` counts the iterations of the start at hand in `passes`; it is
//         `begun` while T(.,v,v) is not zero
// source  [AGHKT14] algorithm 1

/// Goes to start number `start`; image becomes T(.,v,v).
void begin_start(std::uint32_t order, const float* cube, std::uint32_t start, core::Climb& climb, float* v,
                 float* image) noexcept;

/// Iterates in place until v stands still, or `ceiling` iterations have been made in all.
///
/// cost    order^3 multiply-adds an iteration
void iterate(std::uint32_t order, const float* cube, std::uint32_t ceiling, core::Climb& climb, float* v,
             float* image) noexcept;

/// Keeps what a start has come to as `best` and v if it is the first, or larger than the best so far.
void keep_larger(std::uint32_t order, std::uint32_t start, const core::Climb& climb, const float* trial, const float* image,
                 Component& best, float* v) noexcept;

/// cube -= lambda v (x) v (x) v, in place.
void deflate(std::uint32_t order, float lambda, const float* v, float* cube) noexcept;

}  // namespace motet::core::solve
