// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace motet::solve {

/// Ceilings of the power iteration.
struct PowerLimits {
  std::uint32_t starts;      ///< a component
  std::uint32_t iterations;  ///< a start
};

/// One component of a symmetric tensor: T = lambda v (x) v (x) v + ...
struct Component {
  float lambda = 0.0f;
  float residual = 0.0f;         ///< |T(.,v,v) - lambda v| / |lambda|
  std::uint32_t iterations = 0;  ///< of the start that won
  bool converged = false;
};

/// Finds the component with the largest lambda by power iteration from deterministic starts.
///
///     v <- T(.,v,v) / |T(.,v,v)|,   lambda = T(v,v,v)
///
/// shape   cube: order^3, row-major;  v: order;  trial, image: order, scratch
/// error   iterations stop at limits; residual and converged tell
/// cost    starts x iterations x order^3 multiply-adds at the most
/// source  [AGHKT14] algorithm 1
[[nodiscard]] Component find_component(std::uint32_t order, const float* cube, const PowerLimits& limits, float* v,
                                       float* trial, float* image) noexcept;

/// cube -= lambda v (x) v (x) v, in place.
void deflate(std::uint32_t order, float lambda, const float* v, float* cube) noexcept;

}  // namespace motet::solve
