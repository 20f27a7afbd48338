// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <cstdint>

#include "motet/settings.hpp"
#include "support/random.hpp"

// Known mixtures to learn from. No heap and no streams, so that the same tests run on a board.

namespace motet::support {

/// A mixture of linear experts behind a softmax gate whose parameters are known; x ~ N(0, I).
struct Mixture {
  std::uint32_t dim = 0;
  std::uint32_t experts = 0;
  double slope[max_experts][max_cubic_dim]{};
  double intercept[max_experts]{};
  double gate_slope[max_experts][max_cubic_dim]{};
  double gate_intercept[max_experts]{};
  double sigma = 0.1;
};

[[nodiscard]] inline double dot(const double* u, const double* v, std::uint32_t dim) noexcept {
  double sum = 0.0;
  for (std::uint32_t j = 0; j < dim; ++j) sum += u[j] * v[j];
  return sum;
}

/// Scales `row` to length `norm`.
inline void set_norm(double* row, std::uint32_t dim, double norm) noexcept {
  const double scale = norm / std::sqrt(dot(row, row, dim));
  for (std::uint32_t j = 0; j < dim; ++j) row[j] *= scale;
}

/// Fills `row` with a direction uniform on the sphere, of length `norm`.
inline void draw_direction(Random& random, double* row, std::uint32_t dim, double norm) noexcept {
  for (std::uint32_t j = 0; j < dim; ++j) row[j] = random.normal();
  set_norm(row, dim, norm);
}

/// As draw_direction with norm 1, orthogonal to the first `count` of the orthonormal `rows`; count < dim.
inline void draw_orthogonal(Random& random, double* row, std::uint32_t dim, const double (*rows)[max_cubic_dim],
                            std::uint32_t count) noexcept {
  draw_direction(random, row, dim, 1.0);
  for (int twice = 0; twice < 2; ++twice) {
    for (std::uint32_t i = 0; i < count; ++i) {
      const double along = dot(row, rows[i], dim);
      for (std::uint32_t j = 0; j < dim; ++j) row[j] -= along * rows[i][j];
    }
    set_norm(row, dim, 1.0);
  }
}

/// The papers' mixture: orthonormal slopes, unit gate rows orthogonal to them all, the last gate
/// row zero, no intercepts. experts < dim.
[[nodiscard]] inline Mixture make_orthonormal(Random& random, std::uint32_t experts, std::uint32_t dim, double sigma) noexcept {
  Mixture mixture{.dim = dim, .experts = experts, .sigma = sigma};
  for (std::uint32_t i = 0; i < experts; ++i) draw_orthogonal(random, mixture.slope[i], dim, mixture.slope, i);
  for (std::uint32_t i = 0; i + 1 < experts; ++i) {
    draw_orthogonal(random, mixture.gate_slope[i], dim, mixture.slope, experts);
  }
  return mixture;
}

/// Unit slopes, unit gate rows of any direction, the last gate row zero, no intercepts.
[[nodiscard]] inline Mixture make_unit(Random& random, std::uint32_t experts, std::uint32_t dim, double sigma) noexcept {
  Mixture mixture{.dim = dim, .experts = experts, .sigma = sigma};
  for (std::uint32_t i = 0; i < experts; ++i) {
    draw_direction(random, mixture.slope[i], dim, 1.0);
    if (i + 1 < experts) draw_direction(random, mixture.gate_slope[i], dim, 1.0);
  }
  return mixture;
}

/// What a user has: slopes of norm .5-2, gate rows of norm 1-3, both of any direction, intercepts in both.
[[nodiscard]] inline Mixture make_general(Random& random, std::uint32_t experts, std::uint32_t dim, double sigma) noexcept {
  Mixture mixture{.dim = dim, .experts = experts, .sigma = sigma};
  for (std::uint32_t i = 0; i < experts; ++i) {
    draw_direction(random, mixture.slope[i], dim, 0.5 + 1.5 * random.uniform());
    draw_direction(random, mixture.gate_slope[i], dim, 1.0 + 2.0 * random.uniform());
    mixture.intercept[i] = 0.7 * random.normal();
    mixture.gate_intercept[i] = 0.4 * random.normal();
  }
  return mixture;
}

/// y = |x1| + noise: two opposite experts, switched where x1 changes sign.
[[nodiscard]] inline Mixture make_opposite(std::uint32_t dim, double sigma) noexcept {
  Mixture mixture{.dim = dim, .experts = 2, .sigma = sigma};
  mixture.slope[0][0] = 1.0;
  mixture.slope[1][0] = -1.0;
  mixture.gate_slope[0][0] = 1000.0;
  return mixture;
}

/// Two experts with one unit slope and intercepts +-1 behind a gate as in make_general.
[[nodiscard]] inline Mixture make_parallel(Random& random, std::uint32_t dim, double sigma) noexcept {
  Mixture mixture{.dim = dim, .experts = 2, .sigma = sigma};
  draw_direction(random, mixture.slope[0], dim, 1.0);
  for (std::uint32_t j = 0; j < dim; ++j) mixture.slope[1][j] = mixture.slope[0][j];
  mixture.intercept[0] = 1.0;
  mixture.intercept[1] = -1.0;
  draw_direction(random, mixture.gate_slope[0], dim, 1.0 + 2.0 * random.uniform());
  mixture.gate_intercept[0] = 0.4 * random.normal();
  return mixture;
}

/// Draws an expert from the gate at `x`.
[[nodiscard]] inline std::uint32_t draw_expert(const Mixture& mixture, Random& random, const double* x) noexcept {
  double score[max_experts]{};
  double highest = -1e300;
  for (std::uint32_t i = 0; i < mixture.experts; ++i) {
    score[i] = mixture.gate_intercept[i] + dot(mixture.gate_slope[i], x, mixture.dim);
    highest = score[i] > highest ? score[i] : highest;
  }
  double total = 0.0;
  for (std::uint32_t i = 0; i < mixture.experts; ++i) total += score[i] = std::exp(score[i] - highest);
  double left = random.uniform() * total;
  std::uint32_t expert = 0;
  while (expert + 1 < mixture.experts && left > score[expert]) left -= score[expert++];
  return expert;
}

/// Draws one sample: writes `x`, returns y.
///
/// shape   x: mixture.dim floats
inline float draw_sample(const Mixture& mixture, Random& random, float* x) noexcept {
  double rounded[max_cubic_dim]{};
  for (std::uint32_t j = 0; j < mixture.dim; ++j) {
    x[j] = static_cast<float>(random.normal());
    rounded[j] = static_cast<double>(x[j]);
  }
  const std::uint32_t expert = draw_expert(mixture, random, rounded);
  const double mean = mixture.intercept[expert] + dot(mixture.slope[expert], rounded, mixture.dim);
  return static_cast<float>(mean + mixture.sigma * random.normal());
}

}  // namespace motet::support
