// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "motet/report.hpp"

// Where a fit stands between two of its slices. A user has no need to read it.

namespace motet::core {

/// What a fit is at work on: it reads the moments, then makes one start after the other and climbs from it, in this order.
enum class Attempt : std::uint8_t {
  none,       ///< no fit is under way
  whiten,     ///< the white frame, from the moments of order 0 to 2
  skewness,   ///< how far from Gaussian the white x is
  bend,       ///< how the target bends, or its residual
  tensors,    ///< the second-order and the third-order moment in white coordinates
  linear,     ///< one expert, from the moments
  moments,    ///< no window: two experts and their gate, from the moments
  tensor,     ///< experts from the third-order moment
  partition,  ///< the gate from the second-order moment of the residual
  search,     ///< somewhere else, Settings::searches times
  place,      ///< of a general model: the experts found so far, in the places of its form
  split,      ///< likewise: a pair of experts merged and split again
  in_use,     ///< likewise: the model handed in
  best,       ///< the likeliest so far, of lines the model handed in among them, to the full tolerance
  finish,     ///< nothing left but to write the model
};

/// The white frame: mean 0 and covariance I for x without its degenerate directions, mean 0 and deviation 1 for y.
struct WhiteFrame {
  std::uint32_t rank = 0;
  std::uint32_t seen = 0;  ///< of its directions, the first: those that the moments resolve
  InputSet left_out;       ///< inputs that are constant, or a combination of others
  float condition = 0.0f;
  float effective = 0.0f;         ///< samples of equal weight that would be worth as much
  float skewness = 0.0f;          ///< Mardia's b1 of the white x
  float target_mean = 0.0f;       ///< frame
  float target_deviation = 0.0f;  ///< frame
  float target_scale = 0.0f;      ///< 1 / unit of y, as it was when the fit began
};

/// A candidate in numbers.
struct Standing {
  std::uint32_t experts = 0;
  float loglik = 0.0f;  ///< nats per sample on the reservoir, in deviations of y
};

/// What a fit reports when it is done. Likelihoods in deviations of y.
struct Findings {
  Start start = Start::none;
  TensorState tensor_state = TensorState::not_used;
  bool converged = false;
  float loglik_tensor = 0.0f;
  float loglik_gate_first = 0.0f;
  std::uint32_t iterations_tensor = 0;
  std::uint32_t iterations_gate_first = 0;
  std::uint32_t iterations_last = 0;
  std::uint32_t revived = 0;
  std::uint32_t improved = 0;
  std::uint32_t dropped = 0;
  float spectrum_noise = 0.0f;
};

/// One component of a symmetric tensor: T = lambda v (x) v (x) v + ...
struct Component {
  float lambda = 0.0f;
  float residual = 0.0f;         ///< |T(.,v,v) - lambda v| / |lambda|
  std::uint32_t iterations = 0;  ///< of the start that won
  bool converged = false;
};

/// A refinement by EM from pass to pass.
struct Climb {
  std::uint32_t passes = 0;  ///< over the reservoir
  float last = 0.0f;         ///< the objective of the pass before
  float gain = 0.0f;         ///< what that pass gained
  float stretch = 1.0f;      ///< by so much EM's step was lengthened
  float damping = 1e-2f;     ///< of the steps of curved experts
  std::uint8_t quiet = 0;    ///< passes in a row that gained little
  std::uint8_t halvings = 0;
  std::uint8_t revived = 0;
  std::uint8_t dropped = 0;
  bool begun = false;       ///< there is a pass before
  bool converged = false;   ///< stopped because it stood still
  bool maximising = false;  ///< in the M-step
  bool steppable = false;   ///< the gate's Hessian is positive so far
};

/// The numbers of a fit under way; its arrays lie in the regions solve and scratch of the plan. Plain bytes.
struct Course {
  std::uint64_t accepted = 0;  ///< samples when it began
  Attempt attempt = Attempt::none;
  bool started = false;      ///< the start of the attempt is made
  std::uint8_t phase = 0;    ///< of making it
  std::uint8_t search = 0;   ///< searches done
  std::uint8_t failed = 0;   ///< of those that moved an expert, since one found a likelier model
  bool general = false;      ///< it is the fit of a general model, where the rest of the position lies
  std::uint16_t serial = 0;  ///< of the last such fit; it outlives the others
  float begun = 0.0f;        ///< sum of the weights when it began
  float faded = 0.0f;        ///< share of them that the memory has taken since
  std::uint32_t turn = 0;    ///< elementary steps of the stage at hand, if it is no pass
  std::uint32_t sample = 0;  ///< samples of the pass at hand; of all passes, once the fit is over
  WhiteFrame white;
  Standing current, best, saved;
  Findings found;
  Component component;  ///< the best of the starts of the power iteration so far
  Climb climb;
};

}  // namespace motet::core
