// SPDX-License-Identifier: MIT
#include "start/transform.hpp"

#include "tensor/vector.hpp"

namespace motet::core::solve {

LabelTransform expand_label(const Whitening& white, float a, float b, float c, float d) noexcept {
  const float s = 1.0f / white.target_deviation;
  const float u = -s * white.target_mean;  // t = u + s y
  const float n = 1.0f / white.samples;
  return {{n * (a + u * (b + u * (c + u * d))), n * s * (b + u * (2.0f * c + u * (3.0f * d))), n * s * s * (c + u * (3.0f * d)),
           n * s * s * s * d}};
}

float average_label(const Workspace& work, const LabelTransform& transform) noexcept {
  float mean = 0.0f;
  for (std::uint32_t p = 0; p < 4; ++p) {
    mean = simd::fused(transform.weight[p], tensor::moment(work.levels(), p, 0, 0, 0), mean);
  }
  return mean;
}

LabelTransform standardise_label(const Whitening& white) noexcept { return expand_label(white, 0.0f, 1.0f, 0.0f, 0.0f); }

LabelTransform square_label(const Whitening& white) noexcept { return expand_label(white, -1.0f, 0.0f, 1.0f, 0.0f); }

LabelTransform cube_label(const Workspace& work) noexcept {
  const float third = average_label(work, expand_label(work.white, 0.0f, 0.0f, 0.0f, 1.0f));
  return expand_label(work.white, -third, -3.0f, 0.0f, 1.0f);
}

ExpertLabels label_linear(const Workspace& work) noexcept {
  return {square_label(work.white), cube_label(work), 2.0f, 6.0f, 1.4142136f};
}

void fit_linear(const Workspace& work, float* slope) noexcept {
  const LabelTransform t = standardise_label(work.white);
  for (std::uint32_t e = 0; e < work.white.rank; ++e) slope[e] = 0.0f;
  for (std::uint32_t j = 0; j < work.order(); ++j) {
    for (std::uint32_t p = 0; p < 2; ++p) {
      const float moment = tensor::moment(work.levels(), p, 0, 0, j);
      for (std::uint32_t e = 0; e < work.white.seen; ++e) {
        slope[e] = simd::fused(t.weight[p] * work.white.forward[e * work.row() + j], moment, slope[e]);
      }
    }
  }
}

}  // namespace motet::core::solve
