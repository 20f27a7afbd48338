// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "motet/detail/course.hpp"

namespace motet::core::solve {

using core::Component;

/// Looks for the component with the largest lambda by power iteration, from the deterministic start number `start`:
/// keeps what it finds as `best` and v if it is the first, or larger than the best so far.
///
///     v <- T(.,v,v) / |T(.,v,v)|,   lambda = T(v,v,v)
///
/// shape   cube: order^3, row-major;  v: order;  trial, image: order, scratch
/// error   stops at `ceiling` iterations; residual and converged tell
/// cost    ceiling x order^3 multiply-adds at the most
/// source  [AGHKT14] algorithm 1
void try_start(std::uint32_t order, const float* cube, std::uint32_t start, std::uint32_t ceiling, Component& best, float* v,
               float* trial, float* image) noexcept;

/// cube -= lambda v (x) v (x) v, in place.
void deflate(std::uint32_t order, float lambda, const float* v, float* cube) noexcept;

}  // namespace motet::core::solve
