// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <cstdint>

#include "support/bits.hpp"
#include "support/parameters.hpp"
#include "support/random.hpp"
#include "support/samples.hpp"

// Known mixtures of any number of inputs, on the heap. Otherwise as make_general of mixture.hpp.

namespace motet::support {

/// `columns` - 1 entries of any direction, of length `norm`, behind an intercept.
inline void draw_row(Random& random, std::uint32_t columns, double intercept, double norm, double* row) {
  double square = 0.0;
  for (std::uint32_t j = 1; j < columns; ++j) {
    row[j] = random.normal();
    square += row[j] * row[j];
  }
  for (std::uint32_t j = 1; j < columns; ++j) row[j] *= norm / std::sqrt(square);
  row[0] = intercept;
}

/// Slopes of norm .5-2, gate rows of norm 1-3, both of any direction, intercepts in both; x ~ N(0, I).
[[nodiscard]] inline Parameters plant_mixture(Random& random, std::uint32_t experts, std::uint32_t dim, double sigma) {
  Parameters truth(experts, dim + 1u);
  for (std::uint32_t i = 0; i < experts; ++i) {
    draw_row(random, dim + 1u, 0.7 * random.normal(), 0.5 + 1.5 * random.uniform(), truth.line(i));
    draw_row(random, dim + 1u, 0.4 * random.normal(), 1.0 + 2.0 * random.uniform(), truth.gate(i));
    truth.sigma[i] = sigma;
  }
  for (std::uint32_t i = 0; i < experts; ++i) {
    for (std::uint32_t j = 0; j <= dim; ++j) truth.gate(i)[j] -= i + 1u < experts ? truth.gate(experts - 1u)[j] : 0.0;
  }
  for (std::uint32_t j = 0; j <= dim; ++j) truth.gate(experts - 1u)[j] = 0.0;
  return truth;
}

/// Samples of it.
[[nodiscard]] inline Samples draw_samples(const Parameters& truth, Random& random, std::size_t count) {
  Samples samples{truth.columns - 1u, count, {}, {}};
  std::vector<double> z(truth.columns, 1.0), log_gate(truth.experts);
  for (std::size_t t = 0; t < count; ++t) {
    for (std::uint32_t j = 1; j < truth.columns; ++j) {
      samples.x.push_back(narrow(random.normal()));
      z[j] = static_cast<double>(samples.x.back());
    }
    compute_log_gate(truth, z.data(), log_gate.data());
    double left = random.uniform();
    std::uint32_t i = 0;
    while (i + 1u < truth.experts && (left -= std::exp(log_gate[i])) > 0.0) ++i;
    samples.y.push_back(narrow(dot(truth.line(i), z.data(), truth.columns) + truth.sigma[i] * random.normal()));
  }
  return samples;
}

}  // namespace motet::support
