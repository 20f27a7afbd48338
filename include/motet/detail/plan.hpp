// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "motet/detail/layout.hpp"
#include "motet/settings.hpp"

namespace motet::core {

/// Floats of what outlives a stage of the fit.
[[nodiscard]] constexpr std::uint32_t solve_floats(std::uint32_t dim, std::uint32_t experts) noexcept {
  Ruler ruler;
  static_cast<void>(lay_solve(ruler, dim, experts));
  return ruler.floats();
}

/// Floats of the sums of one pass of EM.
[[nodiscard]] constexpr std::uint32_t em_floats(std::uint32_t dim, std::uint32_t experts) noexcept {
  Ruler sums, step;
  static_cast<void>(lay_sums(sums, step, dim, dim + 1u, experts));
  return sums.floats() > step.floats() ? sums.floats() : step.floats();
}

/// Floats of the moment stages, of which each has them to itself.
[[nodiscard]] constexpr std::uint32_t moment_floats(std::uint32_t dim, std::uint32_t experts, Degree degree) noexcept {
  Ruler spectrum, contraction, tensor;
  static_cast<void>(lay_spectrum(spectrum, dim));
  static_cast<void>(lay_contraction(contraction, dim));
  if (degree == Degree::third) static_cast<void>(lay_tensor(tensor, dim, experts));
  const std::uint32_t most = spectrum.floats() > contraction.floats() ? spectrum.floats() : contraction.floats();
  return most > tensor.floats() ? most : tensor.floats();
}

/// The floor plan of an estimator: where each region begins in its block, in floats.
/// A function of the bounds alone, so `Plan::floats` can be asserted at compile time.
struct Plan {
  std::uint32_t dim = 0;          ///< bound on the inputs
  std::uint32_t experts = 0;      ///< bound on the experts
  std::uint32_t window = 0;       ///< samples in the reservoir
  Degree degree = Degree::third;  ///< of the moments

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
  plan.degree = degree_of(dim);
  const std::uint32_t level = tile_count(dim + 1u, plan.degree) * tile_floats;
  const std::uint32_t em = window == 0u ? 0u : em_floats(dim, experts);
  const std::uint32_t tensor = moment_floats(dim, experts, plan.degree);
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
