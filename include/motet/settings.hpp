// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "motet/detail/requirements.hpp"

namespace motet {

/// Largest bounds that a template of this library takes.
inline constexpr std::uint32_t max_dim = 128;
/// Up to so many inputs third-order moments are kept; with larger bounds those of the second order alone.
inline constexpr std::uint32_t max_cubic_dim = 32;
inline constexpr std::uint32_t max_experts = 8;

/// Settings of an estimator. The defaults suit a stream of which nothing is known.
/// `deviation` below is the standard deviation of the stream itself.
struct Settings {
  // ---- the stream: fixed once the first sample is in -----------------------------------------
  std::uint32_t dim = 0;           ///< inputs; 1..Dim, 0 = Dim
  std::uint32_t calibration = 64;  ///< samples; 2..65535: how many choose shift and unit of the frame
                                   ///< (at most Plan::calibration: as many as the plan can hold back)
  std::uint64_t seed = 1;          ///< any: which samples the reservoir keeps
  float range = 1e15f;             ///< user's units; 1e-30..1e30: larger inputs and targets are refused
  float memory = 0.0f;             ///< samples, or the unit of the time given to push; 0..1e9, 0 = for ever: a sample of
                                   ///< this age counts 1/e as much as a new one, in moments and reservoir alike

  // ---- the fit: may change between fits -------------------------------------------------------
  std::uint32_t experts = 0;             ///< experts; 1..Experts, 0 = Experts
  bool shared_sigma = true;              ///< one noise level for all: safer mean on real data
  bool drop_collinear = true;            ///< leave degenerate directions of x out, or refuse to fit
  float condition_limit = 1e10f;         ///< ratio; 1..1e12: largest over smallest eigenvalue of the correlation of x. Float
                                         ///< moments resolve 1e5, the kept samples 1e10: no more is taken from either
  float sigma_start = 0.5f;              ///< deviations; 0.01..2: large, so that EM anneals
  float sigma_floor = 1e-5f;             ///< deviations; 1e-6..0.1: the noise level stays above it
  float gate_ridge = 1e-3f;              ///< samples; 1e-6..1: keeps a separable gate finite
  float tolerance = 5e-7f;               ///< nats per sample; 1e-7..0.1: likelihood still to be gained by the winner;
                                         ///< a start that has yet to win stops at 20 times that. With fewer than
                                         ///< 4096 samples kept more in proportion: .002 nats in all
  std::uint32_t power_starts = 12;       ///< starts; 1..64 a component
  std::uint32_t power_iterations = 50;   ///< iterations; 1..1000 a start
  std::uint32_t gate_iterations = 0;     ///< iterations; 0..1000 with the experts held, before joint EM. With 8 the tensor
                                         ///< start alone found 83 of 100 optima (3,10,300), with 0 it found 93
  std::uint32_t searches = 2;            ///< further starts; 0..64: where time is no matter, 8 find more on real data.
                                         ///< None with fewer than two samples kept for each coefficient of the model
  std::uint32_t refine_iterations = 75;  ///< iterations; 0..10000 of joint EM, a start; as many again
                                         ///< for the likelier one if it has not converged
};

}  // namespace motet
