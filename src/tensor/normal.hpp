// SPDX-License-Identifier: MIT
#pragma once

namespace motet::core::tensor {

/// The upper tail of the standard normal distribution, and its density.
struct Normal {
  float tail;     ///< P(Z > z)
  float density;  ///< at z
};

/// Tail and density at z, with one exponential.
///
///     P(Z > z) = e^(-z^2/2) t P(s),   t = 1 / (1 + .35 z), s = 2 t - 1, z >= 0;   P(Z > -z) = 1 - P(Z > z)
///
/// Both fall off as e^(-z^2/2) / z does, which t has: what is left for P is smooth from the middle to the far end.
///
/// error   of the tail 4.5e-7 of itself for z >= 0, met at 0x1.4b3534p+1; of the density 2.1e-7; beyond 12.9, where floats run
///         out, both are 0 (below
///         -12.9 the tail is 1); NaN gives 0
/// cost    an exponential, a division, a dozen multiply-adds
[[nodiscard]] Normal evaluate_normal(float z) noexcept;

}  // namespace motet::core::tensor
