// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "support/mixture.hpp"

namespace motet::support {

/// Samples as the library is given them.
struct Samples {
  std::uint32_t dim = 0;
  std::size_t count = 0;
  std::vector<float> x;  ///< count x dim, row by row
  std::vector<float> y;

  [[nodiscard]] std::span<const float> row(std::size_t sample) const { return {x.data() + sample * dim, dim}; }
};

[[nodiscard]] inline Samples draw_samples(const Mixture& mixture, Random& random, std::size_t count) {
  Samples samples{mixture.dim, count, std::vector<float>(count * mixture.dim), std::vector<float>(count)};
  for (std::size_t t = 0; t < count; ++t) samples.y[t] = draw_sample(mixture, random, &samples.x[t * mixture.dim]);
  return samples;
}

/// The same samples in double, each as z = (1, x).
struct Design {
  explicit Design(const Samples& samples)
      : columns(samples.dim + 1u), count(samples.count), z(count * columns), y(samples.y.begin(), samples.y.end()) {
    for (std::size_t t = 0; t < count; ++t) {
      z[t * columns] = 1.0;
      for (std::uint32_t j = 0; j < samples.dim; ++j) {
        z[t * columns + 1 + j] = static_cast<double>(samples.x[t * samples.dim + j]);
      }
    }
  }

  [[nodiscard]] const double* row(std::size_t sample) const { return z.data() + sample * columns; }

  std::uint32_t columns;
  std::size_t count;
  std::vector<double> z;
  std::vector<double> y;
};

[[nodiscard]] inline double mean(const std::vector<double>& values) {
  double sum = 0.0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

[[nodiscard]] inline double deviation(const std::vector<double>& values) {
  const double centre = mean(values);
  double sum = 0.0;
  for (const double value : values) sum += (value - centre) * (value - centre);
  return std::sqrt(sum / static_cast<double>(values.size()));
}

}  // namespace motet::support
