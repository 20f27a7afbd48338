// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>

#include "motet/settings.hpp"

namespace motet {

/// Where a model came from.
enum class Start : std::uint8_t {
  none,
  tensor,      ///< experts from the third-order moment, the gate after them
  gate_first,  ///< the gate from the second-order residual moment, the experts after it
  in_use,      ///< the model handed to fit was more likely than either, and was refined instead
  linear,      ///< one expert: least squares from the moments
};

/// How far the moments alone carried the tensor start.
enum class TensorState : std::uint8_t {
  ok,
  not_used,        ///< one expert
  short_of_rank,   ///< more experts than directions that the second moment shows: opposite or
                   ///< parallel experts, or more experts than inputs
  negative,        ///< the second moment has an eigenvalue well below zero: an assumption fails
  unconverged,     ///< a power iteration met its ceiling
  no_third_order,  ///< Dim is larger than 32: no third-order moments are kept, and the fit starts gate-first;
                   ///< skewness and spectrum are not known, and 0
};

/// A set of inputs.
class InputSet {
 public:
  constexpr InputSet() noexcept = default;
  /// shape   first: bit j is input j, of the first 32
  constexpr InputSet(std::uint32_t first) noexcept : bits_{first} {}  // NOLINT(google-explicit-constructor): a mask is a set
  constexpr void add(std::uint32_t input) noexcept { bits_[input / 32u] |= 1u << input % 32u; }
  [[nodiscard]] constexpr bool has(std::uint32_t input) const noexcept {
    return (bits_[input / 32u] >> input % 32u) % 2u == 1u;
  }
  [[nodiscard]] friend constexpr bool operator==(const InputSet&, const InputSet&) noexcept = default;

 private:
  std::array<std::uint32_t, max_dim / 32u> bits_{};
};

/// What a fit found and did. Likelihoods are nats per sample on the reservoir, in the user's units.
struct Report {
  Start start = Start::none;  ///< the start that won
  TensorState tensor_state = TensorState::not_used;
  bool loglik_known = false;            ///< false without a Window
  float loglik = 0.0f;                  ///< of the model that is now in force
  float loglik_tensor = 0.0f;           ///< after refinement from the tensor start
  float loglik_gate_first = 0.0f;       ///< after refinement from the gate-first start
  std::uint32_t iterations_tensor = 0;  ///< passes of joint EM
  std::uint32_t iterations_gate_first = 0;
  std::uint32_t iterations_last = 0;  ///< after the two starts: searches, climbing on
  bool converged = false;             ///< the winner met the tolerance, not the ceiling

  std::uint64_t samples = 0;         ///< samples of the stream
  float effective_samples = 0.0f;    ///< as many of equal weight would be worth as much
  std::uint32_t window_samples = 0;  ///< samples in the reservoir

  std::uint32_t dim = 0;         ///< inputs
  std::uint32_t rank = 0;        ///< non-degenerate directions among them
  InputSet left_out;             ///< inputs that take part in what was left out: constant, or a combination of others
  float condition = 0.0f;        ///< largest / smallest kept eigenvalue of corr(x); beyond 1000 an estimate
  float skewness = 0.0f;         ///< Mardia's b1 of x over its mean for Gaussian x
                                 ///< of the same length: 1 = Gaussian
  float skewness_excess = 0.0f;  ///< b1 less that mean, a degree of freedom: the
                                 ///< squared third moment that a direction carries

  std::uint32_t experts_asked = 0;
  std::uint32_t experts = 0;                        ///< experts in the model
  std::uint32_t revived = 0;                        ///< experts that died and were started again
  std::uint32_t improved = 0;                       ///< searches that found a likelier model
  std::uint32_t dropped = 0;                        ///< experts that died twice
  std::array<float, max_cubic_dim> spectrum{};      ///< of T2, falling, deviations of y squared; `rank` of them
  float spectrum_noise = 0.0f;                      ///< eigenvalues below this are sampling noise
  std::array<float, max_experts> power_residual{};  ///< |T(v,v,.) - lambda v| / lambda
  std::array<std::uint32_t, max_experts> power_iterations{};
  /// User's units of y, corrected for degrees of freedom; Model::sigma maximises the likelihood.
  std::array<float, max_experts> sigma{};
  bool sigma_at_floor = false;              ///< one of them is as small as it can be, Settings::sigma_floor or, without a
                                            ///< Window, .002 deviations of y: the true one may be smaller
  std::array<float, max_experts> weight{};  ///< mean responsibility on the reservoir
};

}  // namespace motet
