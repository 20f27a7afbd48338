// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "support/random.hpp"

// Streams whose inputs nearly depend on one another, with targets that depend on what tells them apart; and least squares in
// double on the same floats.

namespace motet::support {

enum class Collinear : std::uint8_t { difference, duplicate, copies, near_sum, sum, celsius, kelvin, lags };

struct CollinearKind {
  const char* name;
  Collinear kind;
  std::uint32_t dim;
};

inline constexpr std::array<CollinearKind, 22> collinear_kinds = {{
    {"two barometers, 1e-2 apart", Collinear::difference, 2},
    {"near duplicates, 1e-4 apart", Collinear::duplicate, 2},
    {"three copies, 1e-3 apart", Collinear::copies, 3},
    {"a sum to 1e-3", Collinear::near_sum, 3},
    {"a sum", Collinear::sum, 3},
    {"powers to 2, celsius", Collinear::celsius, 2},
    {"powers to 3, celsius", Collinear::celsius, 3},
    {"powers to 4, celsius", Collinear::celsius, 4},
    {"powers to 5, celsius", Collinear::celsius, 5},
    {"powers to 2, kelvin", Collinear::kelvin, 2},
    {"powers to 3, kelvin", Collinear::kelvin, 3},
    {"powers to 4, kelvin", Collinear::kelvin, 4},
    {"powers to 5, kelvin", Collinear::kelvin, 5},
    {"1 lag", Collinear::lags, 1},
    {"2 lags", Collinear::lags, 2},
    {"3 lags", Collinear::lags, 3},
    {"4 lags", Collinear::lags, 4},
    {"5 lags", Collinear::lags, 5},
    {"6 lags", Collinear::lags, 6},
    {"7 lags", Collinear::lags, 7},
    {"8 lags", Collinear::lags, 8},
    {"8 inputs, two of them 1e-3 apart", Collinear::difference, 8},
}};

/// Rows of a kind: inputs, targets, and the expert that made each.
struct CollinearRows {
  std::uint32_t dim = 0;
  std::vector<float> x;
  std::vector<float> y;
  std::vector<std::uint8_t> expert;

  [[nodiscard]] std::size_t count() const { return y.size(); }
  [[nodiscard]] const float* row(std::size_t s) const { return x.data() + s * dim; }
};

/// `latent`: well-conditioned coordinates behind the inputs.
inline void draw_inputs(const CollinearKind& kind, Random& random, double* latent, float* x) {
  for (std::uint32_t j = 0; j < kind.dim; ++j) latent[j] = random.normal();
  const double base = 20.0 + 5.0 * latent[0];
  switch (kind.kind) {
    case Collinear::difference:
      for (std::uint32_t j = 0; j < kind.dim; ++j)
        x[j] = static_cast<float>(j == 1 ? base + 0.05 * latent[1] : 20.0 + 5.0 * latent[j]);
      return;
    case Collinear::duplicate:
      x[0] = static_cast<float>(base);
      x[1] = static_cast<float>(base + 5e-4 * latent[1]);
      return;
    case Collinear::copies:
      for (std::uint32_t j = 0; j < 3; ++j) x[j] = static_cast<float>(base + (j == 0 ? 0.0 : 5e-3 * latent[j]));
      return;
    case Collinear::near_sum:
    case Collinear::sum:
      x[0] = static_cast<float>(base);
      x[1] = static_cast<float>(7.0 + 2.0 * latent[1]);
      x[2] = x[0] + x[1] + static_cast<float>(kind.kind == Collinear::sum ? 0.0 : 5e-3 * latent[2]);
      if (kind.kind == Collinear::sum) latent[2] = 0.0;
      return;
    default: {
      const double u = 2.0 * random.uniform() - 1.0;
      const double t = (kind.kind == Collinear::celsius ? 20.0 : 293.15) + 15.0 * u;
      double power = 1.0;
      for (std::uint32_t j = 0; j < kind.dim; ++j) x[j] = static_cast<float>(power *= t);
      // Legendre's polynomials of u are linear in the powers, and nearly independent.
      const double legendre[5] = {u, 1.5 * u * u - 0.5, (2.5 * u * u - 1.5) * u, ((35.0 * u * u - 30.0) * u * u + 3.0) / 8.0,
                                  ((63.0 * u * u - 70.0) * u * u + 15.0) * u / 8.0};
      for (std::uint32_t j = 0; j < kind.dim; ++j) latent[j] = 1.7 * legendre[j];
    }
  }
}

/// Lines in the latent coordinates, `experts` of them for thirds of the first; noise of .05 of a coordinate. Lags are of a slow
/// signal, a damped oscillation that noise excites, whose next value is the target, beside the noise of a converter.
[[nodiscard]] inline CollinearRows draw_collinear(const CollinearKind& kind, std::uint32_t experts, std::size_t count,
                                                  std::uint64_t seed) {
  Random random(seed);
  CollinearRows rows{kind.dim, std::vector<float>(count * kind.dim), std::vector<float>(count),
                     std::vector<std::uint8_t>(count)};
  if (kind.kind == Collinear::lags) {
    std::vector<double> signal(count + 210);
    for (std::size_t t = 2; t < signal.size(); ++t) {
      signal[t] = 1.97 * signal[t - 1] - 0.9735 * signal[t - 2] + 0.003 * random.normal();
    }
    for (std::size_t s = 0; s < count; ++s) {
      for (std::uint32_t j = 0; j < kind.dim; ++j) rows.x[s * kind.dim + j] = static_cast<float>(21.0 + signal[s + 200 - j]);
      rows.y[s] = static_cast<float>(21.0 + signal[s + 201]);
    }
    return rows;
  }
  for (std::size_t s = 0; s < count; ++s) {
    double latent[8];
    draw_inputs(kind, random, latent, rows.x.data() + s * kind.dim);
    const std::uint8_t i = experts == 1       ? std::uint8_t{0}
                           : latent[0] < -0.5 ? std::uint8_t{0}
                           : latent[0] < 0.5  ? std::uint8_t{1}
                                              : std::uint8_t{2};
    double mean = 4.0 * i;
    for (std::uint32_t j = 0; j < kind.dim; ++j) mean += (j % 3 == i ? -1.0 : 0.7) * latent[j];
    rows.y[s] = static_cast<float>(100.0 + mean + 0.05 * random.normal());
    rows.expert[s] = i;
  }
  return rows;
}

/// Least squares over the rows of one expert, in double, by Gram and Schmidt twice over on scaled columns.
class LeastSquares {
 public:
  LeastSquares(const CollinearRows& rows, std::uint8_t expert)
      : dim_(rows.dim), mean_(rows.dim + 1), map_(rows.dim * rows.dim), slope_(rows.dim) {
    std::vector<std::size_t> own;
    for (std::size_t s = 0; s < rows.count(); ++s) {
      if (rows.expert[s] == expert) own.push_back(s);
    }
    const double n = static_cast<double>(own.size());
    for (const std::size_t s : own) {
      for (std::uint32_t j = 0; j < dim_; ++j) mean_[j] += static_cast<double>(rows.row(s)[j]) / n;
      mean_[dim_] += static_cast<double>(rows.y[s]) / n;
    }
    std::vector<std::vector<double>> column(dim_, std::vector<double>(own.size()));
    std::vector<double> target(own.size());
    for (std::size_t t = 0; t < own.size(); ++t) target[t] = static_cast<double>(rows.y[own[t]]) - mean_[dim_];
    for (std::uint32_t j = 0; j < dim_; ++j) {
      for (std::size_t t = 0; t < own.size(); ++t) column[j][t] = static_cast<double>(rows.row(own[t])[j]) - mean_[j];
      const double before = std::sqrt(product(column[j], column[j]));
      map_[j * dim_ + j] = 1.0;
      for (int pass = 0; pass < 2; ++pass) {
        for (std::uint32_t k = 0; k < j; ++k) {
          const double share = product(column[k], column[j]);
          for (std::size_t t = 0; t < own.size(); ++t) column[j][t] -= share * column[k][t];
          for (std::uint32_t l = 0; l <= k; ++l) map_[j * dim_ + l] -= share * map_[k * dim_ + l];
        }
      }
      const double length = std::sqrt(product(column[j], column[j]));
      const bool left = length > 1e-7 * before;  // of floats no more than 6e-8 is known
      for (double& each : column[j]) each = left ? each / length : 0.0;
      for (std::uint32_t l = 0; l <= j; ++l) map_[j * dim_ + l] = left ? map_[j * dim_ + l] / length : 0.0;
      slope_[j] = product(column[j], target);
    }
  }

  [[nodiscard]] double predict(const float* x) const {
    double sum = mean_[dim_];
    for (std::uint32_t j = 0; j < dim_; ++j) {
      double coordinate = 0.0;
      for (std::uint32_t l = 0; l <= j; ++l) coordinate += map_[j * dim_ + l] * (static_cast<double>(x[l]) - mean_[l]);
      sum += slope_[j] * coordinate;
    }
    return sum;
  }

 private:
  [[nodiscard]] static double product(const std::vector<double>& a, const std::vector<double>& b) {
    double sum = 0.0;
    for (std::size_t t = 0; t < a.size(); ++t) sum += a[t] * b[t];
    return sum;
  }

  std::uint32_t dim_;
  std::vector<double> mean_, map_, slope_;
};

}  // namespace motet::support
