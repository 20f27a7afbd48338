// SPDX-License-Identifier: MIT
#include "solve/transform.hpp"

#include "tensor/vector.hpp"

namespace motet::solve {

namespace {

/// a + b t + c t^2 + d t^3 with t = s (y - mean), multiplied out in powers of y.
[[nodiscard]] LabelTransform expand(const Whitening& white, float a, float b, float c, float d) noexcept {
  const float s = 1.0f / white.target_deviation;
  const float u = -s * white.target_mean;  // t = u + s y
  const float n = 1.0f / white.samples;
  return {{n * (a + u * (b + u * (c + u * d))), n * s * (b + u * (2.0f * c + u * (3.0f * d))), n * s * s * (c + u * (3.0f * d)),
           n * s * s * s * d}};
}

/// The mean of a transform over the stream.
[[nodiscard]] float mean_of(const Workspace& work, const LabelTransform& transform) noexcept {
  float mean = 0.0f;
  for (std::uint32_t p = 0; p < 4; ++p) {
    mean = simd::fused(transform.weight[p], tensor::moment(work.levels(), p, 0, 0, 0), mean);
  }
  return mean;
}

}  // namespace

LabelTransform standardise_label(const Whitening& white) noexcept { return expand(white, 0.0f, 1.0f, 0.0f, 0.0f); }

LabelTransform square_label(const Whitening& white) noexcept { return expand(white, -1.0f, 0.0f, 1.0f, 0.0f); }

LabelTransform cube_label(const Workspace& work) noexcept {
  const float third = mean_of(work, expand(work.white, 0.0f, 0.0f, 0.0f, 1.0f));
  return expand(work.white, -third, -3.0f, 0.0f, 1.0f);
}

void fit_linear(const Workspace& work, float* slope) noexcept {
  const LabelTransform t = standardise_label(work.white);
  for (std::uint32_t e = 0; e < work.white.rank; ++e) {
    const float* forward = work.white.forward + e * work.row();
    slope[e] = 0.0f;
    for (std::uint32_t j = 0; j < work.order(); ++j) {
      for (std::uint32_t p = 0; p < 2; ++p) {
        slope[e] = simd::fused(t.weight[p] * forward[j], tensor::moment(work.levels(), p, 0, 0, j), slope[e]);
      }
    }
  }
}

}  // namespace motet::solve
