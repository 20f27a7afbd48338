// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "motet/detail/plan.hpp"
#include "support/samples.hpp"

// The dense linear algebra of the reference: double, plain, quick enough for a bench.

namespace motet::support {

/// Weighted sums of z z', one packed matrix (plan.hpp's pair_index) for each set of weights.
///
///     sums[m] = sum_t weights[t][m] z_t z_t'
///
/// shape   weights: count x sets, row by row
[[nodiscard]] inline std::vector<double> sum_squares(const Design& design, const std::vector<double>& weights,
                                                     std::size_t sets) {
  constexpr std::size_t block = 8;
  const std::size_t pairs = core::pair_count(design.columns);
  std::vector<double> sums(sets * pairs);
  std::vector<double> products(block * pairs);
  for (std::size_t first = 0; first < design.count; first += block) {
    const std::size_t rows = design.count - first < block ? design.count - first : block;
    if (rows < block) products.assign(products.size(), 0.0);
    for (std::size_t b = 0; b < rows; ++b) {
      const double* z = design.row(first + b);
      double* q = &products[b * pairs];
      for (std::uint32_t j = 0; j < design.columns; ++j) {
        for (std::uint32_t i = 0; i <= j; ++i) *q++ = z[i] * z[j];
      }
    }
    for (std::size_t m = 0; m < sets; ++m) {
      double w[block]{};
      for (std::size_t b = 0; b < rows; ++b) w[b] = weights[(first + b) * sets + m];
      double* sum = &sums[m * pairs];
      const double* q = products.data();
      for (std::size_t p = 0; p < pairs; ++p) {
        sum[p] += ((w[0] * q[p] + w[1] * q[pairs + p]) + (w[2] * q[2 * pairs + p] + w[3] * q[3 * pairs + p])) +
                  ((w[4] * q[4 * pairs + p] + w[5] * q[5 * pairs + p]) + (w[6] * q[6 * pairs + p] + w[7] * q[7 * pairs + p]));
      }
    }
  }
  return sums;
}

/// A symmetric matrix, held whole.
struct Symmetric {
  explicit Symmetric(std::size_t extent) : order(extent), entries(extent * extent) {}
  double& operator()(std::size_t row, std::size_t column) { return entries[row * order + column]; }

  std::size_t order;
  std::vector<double> entries;
};

/// Solves (matrix + ridge I) solution = rhs by Cholesky; the ridge grows tenfold until the matrix is definite.
[[nodiscard]] inline std::vector<double> solve_definite(const Symmetric& matrix, std::vector<double> rhs, double ridge) {
  const std::size_t n = matrix.order;
  for (;; ridge *= 10.0) {
    Symmetric factor = matrix;
    bool definite = true;
    for (std::size_t j = 0; j < n && definite; ++j) {
      double* row = &factor(j, 0);
      double pivot = row[j] + ridge;
      for (std::size_t l = 0; l < j; ++l) pivot -= row[l] * row[l];
      definite = pivot > 0.0;
      row[j] = std::sqrt(pivot);
      for (std::size_t i = j + 1; i < n; ++i) {
        double* below = &factor(i, 0);
        double sum = below[j];
        for (std::size_t l = 0; l < j; ++l) sum -= below[l] * row[l];
        below[j] = sum / row[j];
      }
    }
    if (!definite) continue;
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t l = 0; l < i; ++l) rhs[i] -= factor(i, l) * rhs[l];
      rhs[i] /= factor(i, i);
    }
    for (std::size_t i = n; i-- > 0;) {
      for (std::size_t l = i + 1; l < n; ++l) rhs[i] -= factor(l, i) * rhs[l];
      rhs[i] /= factor(i, i);
    }
    return rhs;
  }
}

}  // namespace motet::support
