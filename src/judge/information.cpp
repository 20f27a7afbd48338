// SPDX-License-Identifier: MIT
#include "judge/information.hpp"

#include "tensor/vector.hpp"

namespace motet::core::solve {

namespace {

/// The complete score of expert i, a coefficient a parameter: of its line, and of the logarithm of its noise level.
struct Pull {
  float line;   ///< e_i / sigma_i^2
  float noise;  ///< e_i^2 / sigma_i^2 - 1
};

[[nodiscard]] Pull pull_of(const Shares& s, std::uint32_t i) noexcept {
  const float line = s.residual[i] * s.precision[i];
  return {line, simd::fused(line, s.residual[i], -1.0f)};
}

/// Its mean over the experts, without what the gate expects.
void average_score(const Blocks& blocks, const Shares& s, float* score) noexcept {
  tensor::fill(blocks.count(), 0.0f, score);
  for (std::uint32_t i = 0; i < blocks.experts; ++i) {
    const float r = s.responsibility[i];
    const Pull pull = pull_of(s, i);
    score[i] = r * pull.line;
    if (i + 1 < blocks.experts) score[blocks.gate(i)] = r;
    score[blocks.sigma(i)] = simd::fused(r, pull.noise, score[blocks.sigma(i)]);
  }
}

}  // namespace

void measure_score(const Blocks& blocks, const Shares& s, float* score) noexcept {
  average_score(blocks, s, score);
  for (std::uint32_t i = 0; i + 1 < blocks.experts; ++i) score[blocks.gate(i)] -= s.probability[i];
}

void measure_curvature(const Blocks& blocks, const Shares& s, float* c, float* score) noexcept {
  average_score(blocks, s, score);
  for (std::uint32_t b = 0; b < blocks.count(); ++b) {
    for (std::uint32_t a = 0; a <= b; ++a) c[pair_index(a, b)] = score[a] * score[b];
  }
  for (std::uint32_t i = 0; i < blocks.experts; ++i) {
    const float r = s.responsibility[i];
    const Pull pull = pull_of(s, i);
    const std::uint32_t sigma = blocks.sigma(i);
    c[pair_index(i, i)] += r * simd::fused(-pull.line, pull.line, s.precision[i]);
    c[pair_index(i, sigma)] += r * pull.line * (2.0f - pull.noise);
    c[pair_index(sigma, sigma)] += r * simd::fused(-pull.noise, pull.noise, 2.0f * (pull.noise + 1.0f));
    if (i + 1 == blocks.experts) continue;
    const std::uint32_t gate = blocks.gate(i);
    c[pair_index(i, gate)] -= r * pull.line;
    c[pair_index(gate, sigma)] -= r * pull.noise;
    c[pair_index(gate, gate)] += s.probability[i] - r;
    for (std::uint32_t j = 0; j <= i; ++j) c[pair_index(blocks.gate(j), gate)] -= s.probability[i] * s.probability[j];
  }
}

void add_information(const Blocks& blocks, const float* c, const float* w, float* information) noexcept {
  for (std::uint32_t b = 0; b < blocks.count(); ++b) {
    for (std::uint32_t column = 0; column < blocks.width(b); ++column) {
      float* to = information + pair_index(0, blocks.offset(b) + column);
      for (std::uint32_t a = 0; a <= b; ++a) {
        const std::uint32_t length = a == b ? column + 1 : blocks.width(a);
        tensor::add_scaled(length, c[pair_index(a, b)] * w[column], w, to + blocks.offset(a));
      }
    }
  }
}

void spread_score(const Blocks& blocks, const float* score, const float* w, float* s) noexcept {
  for (std::uint32_t b = 0; b < blocks.count(); ++b) {
    for (std::uint32_t a = 0; a < blocks.width(b); ++a) *s++ = score[b] * w[a];
  }
}

}  // namespace motet::core::solve
