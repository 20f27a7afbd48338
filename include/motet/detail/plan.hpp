// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "motet/settings.hpp"

namespace motet::core {

/// `count` rounded up to whole words of four floats.
[[nodiscard]] constexpr std::uint32_t padded(std::uint32_t count) noexcept { return (count + 3u) & ~3u; }

/// Pairs i <= j < order of a packed symmetric matrix.
[[nodiscard]] constexpr std::uint32_t pair_count(std::uint32_t order) noexcept { return order * (order + 1u) / 2u; }

/// Place of the pair i <= j: ordered by j, then i, so that a smaller order is a prefix of a larger.
[[nodiscard]] constexpr std::uint32_t pair_index(std::uint32_t i, std::uint32_t j) noexcept { return j * (j + 1u) / 2u + i; }

/// Tiles of four pairs in row `row` of the staircase: the pairs of order row + 1.
[[nodiscard]] constexpr std::uint32_t row_tiles(std::uint32_t row) noexcept { return (pair_count(row + 1u) + 3u) / 4u; }

/// Tiles of the whole staircase of order `order`.
[[nodiscard]] constexpr std::uint32_t tile_count(std::uint32_t order) noexcept {
  std::uint32_t tiles = 0;
  for (std::uint32_t row = 0; row < order; ++row) tiles += row_tiles(row);
  return tiles;
}

/// Floats in a tile: four powers of y times four pairs.
inline constexpr std::uint32_t tile_floats = 16;

/// Floats in a packed symmetric matrix, whole words.
[[nodiscard]] constexpr std::uint32_t packed_floats(std::uint32_t order) noexcept { return padded(pair_count(order)); }

/// Floats of one candidate: experts and gate (a padded row of intercept and slopes each), variances, weights.
[[nodiscard]] constexpr std::uint32_t candidate_floats(std::uint32_t dim, std::uint32_t experts) noexcept {
  return 2u * experts * padded(dim + 1u) + 2u * padded(experts);
}

/// Floats that outlive a stage of the fit: whitening and its inverse, the frame's scale, the bend of the target; the best
/// candidate, the current one, and the current one before its last step; what the tensor start found, for the report.
[[nodiscard]] constexpr std::uint32_t solve_floats(std::uint32_t dim, std::uint32_t experts) noexcept {
  return 2u * dim * padded(dim + 1u) + padded(dim) + packed_floats(dim) + 3u * candidate_floats(dim, experts) + padded(dim) +
         2u * padded(experts);
}

/// Floats of the sums of one pass of EM. The gate's assembled Hessian takes the place of the
/// experts' normal equations, weights and energies once these have served.
[[nodiscard]] constexpr std::uint32_t em_floats(std::uint32_t dim, std::uint32_t experts) noexcept {
  const std::uint32_t row = padded(dim + 1u);
  const std::uint32_t normal = experts * (packed_floats(dim + 1u) + row) + 2u * padded(experts) + 4u;
  const std::uint32_t hessian = packed_floats((experts - 1u) * (dim + 1u)) + padded((experts - 1u) * (dim + 1u));
  const std::uint32_t gate = experts * row + pair_count(experts - 1u) * packed_floats(dim + 1u);
  const std::uint32_t shares = 5u * padded(experts);
  return shares + (normal > hessian ? normal : hessian) + gate;
}

/// Floats of the moment stages: a packed matrix and its eigenvectors, a packed contraction and a row of
/// the staircase, the functionals, the small tensor and the power iteration.
[[nodiscard]] constexpr std::uint32_t moment_floats(std::uint32_t dim, std::uint32_t experts) noexcept {
  return packed_floats(dim) + dim * padded(dim) + 3u * padded(dim) + 2u * packed_floats(dim + 1u) +
         (experts + 1u) * padded(dim + 1u) + padded(experts * experts * experts) + 3u * padded(experts);
}

/// The floor plan of an estimator: where each region begins in its block, in floats.
/// A function of the bounds alone, so `Plan::floats` can be asserted at compile time.
struct Plan {
  std::uint32_t dim = 0;      ///< bound on the inputs
  std::uint32_t experts = 0;  ///< bound on the experts
  std::uint32_t window = 0;   ///< samples in the reservoir

  std::uint32_t frame = 0;      ///< shift of each input; written by stream/frame
  std::uint32_t scale = 0;      ///< 1 / unit of each input; likewise
  std::uint32_t sample = 0;     ///< the sample at hand; written by every function that reads a sample
  std::uint32_t pairs = 0;      ///< its pairs; likewise
  std::uint32_t moments = 0;    ///< the old level of the staircase; written by stream/moments
  std::uint32_t young = 0;      ///< its young level; before that, samples held for calibration
  std::uint32_t reservoir = 0;  ///< rows of inputs and target, user's units; written by stream/reservoir
  std::uint32_t solve = 0;      ///< what outlives a stage of the fit; written by solve
  std::uint32_t scratch = 0;    ///< what does not; the samples of a blocked push while no fit is under way
  std::uint32_t floats = 0;     ///< all of it

  std::uint32_t scratch_floats = 0;
  std::uint32_t calibration = 0;  ///< samples that the young level can hold back
};

/// Lays out an estimator for at most `dim` inputs, `experts` experts and `window` kept samples.
[[nodiscard]] constexpr Plan make_plan(std::uint32_t dim, std::uint32_t experts, std::uint32_t window) noexcept {
  Plan plan;
  plan.dim = dim;
  plan.experts = experts;
  plan.window = window;
  const std::uint32_t level = tile_count(dim + 1u) * tile_floats;
  const std::uint32_t em = window == 0u ? 0u : em_floats(dim, experts);
  const std::uint32_t tensor = moment_floats(dim, experts);
  plan.scratch_floats = em > tensor ? em : tensor;
  plan.calibration = level / (dim + 1u);

  std::uint32_t at = 0;
  plan.moments = at;
  at += level;
  plan.young = at;
  at += level;
  plan.sample = at;
  at += 2u * padded(dim + 1u);
  plan.pairs = at;
  at += packed_floats(dim + 1u) + 4u;
  plan.frame = at;
  at += padded(dim);
  plan.scale = at;
  at += padded(dim);
  plan.solve = at;
  at += solve_floats(dim, experts);
  plan.scratch = at;
  at += plan.scratch_floats;
  plan.reservoir = at;
  at += padded(window * (dim + 1u));
  plan.floats = at;
  return plan;
}

}  // namespace motet::core
