// SPDX-License-Identifier: MIT
#pragma once

#include "workspace/workspace.hpp"

namespace motet::core::solve {

/// A polynomial in y as weights of the four powers that the moments keep apart, divided by the
/// number of samples: sum_p weight_p M_p is then a mean.
struct LabelTransform {
  float weight[4];
};

/// a + b t + c t^2 + d t^3, t = (y - mean) / deviation, multiplied out in powers of y.
[[nodiscard]] LabelTransform expand_label(const Whitening& white, float a, float b, float c, float d) noexcept;

/// The mean of a transform over the stream.
[[nodiscard]] float average_label(const Workspace& work, const LabelTransform& transform) noexcept;

/// t = (y - mean) / deviation, the standardised target.
[[nodiscard]] LabelTransform standardise_label(const Whitening& white) noexcept;

/// P2(t) = t^2 - E[t^2], for linear experts: E[P2 (ww' - I)] = 2 sum_i pi_i a_i a_i'.
[[nodiscard]] LabelTransform square_label(const Whitening& white) noexcept;

/// P3(t) = t^3 - 3 E[t^2] t less its mean: E[P3 S3(w)] = 6 sum_i pi_i a_i (x) a_i (x) a_i. Subtracting the
/// mean leaves the expectation and takes variance away; the noise level is in E[t^2] already.
///
/// source  [MOKV19] theorem 1; linear: alpha 0, beta -3 (1 + sigma^2), gamma 0, c3 6, c2 2
[[nodiscard]] LabelTransform cube_label(const Workspace& work) noexcept;

/// What the tensor start reads the experts from: E[square (ww' - I)] = second sum_i pi_i a_i a_i', E[cubic S3(w)] = third sum_i
/// pi_i a_i (x) a_i (x) a_i; both transforms have mean 0.
struct ExpertLabels {
  LabelTransform square;
  LabelTransform cubic;
  float second;
  float third;
  float noise;  ///< twice the deviation of `square`, over `second`: an eigenvalue of noise is sqrt(rank / samples) of it
};

/// Of linear experts.
[[nodiscard]] ExpertLabels label_linear(const Workspace& work) noexcept;

/// slope_e = E[t w_e]: the linear fit of t in white coordinates, 0 along what the moments do not resolve.
///
/// shape   slope: rank
void fit_linear(const Workspace& work, float* slope) noexcept;

}  // namespace motet::core::solve
