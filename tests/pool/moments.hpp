// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include "stream/mirror.hpp"

// Moments in double, in coordinates that do not depend on a frame: every column less its mean, in deviations.

namespace motet::test {

/// M_p(i,j,l), all of them, in double.
class Tensor {
 public:
  explicit Tensor(std::uint32_t order) : order_(order), entries_(4u * order * order * order) {}
  double& operator()(std::uint32_t p, std::uint32_t i, std::uint32_t j, std::uint32_t l) {
    return entries_[((p * order_ + i) * order_ + j) * order_ + l];
  }

  /// Replaces z_c by (z_c - shift) scale.
  void move_input(std::uint32_t c, double shift, double scale) {
    for (std::uint32_t p = 0; p < 4; ++p) {
      for (std::uint32_t a = 0; a < order_; ++a) {
        for (std::uint32_t b = 0; b < order_; ++b) {
          (*this)(p, c, a, b) = scale * ((*this)(p, c, a, b) - shift * (*this)(p, 0, a, b));
        }
      }
      for (std::uint32_t a = 0; a < order_; ++a) {
        for (std::uint32_t b = 0; b < order_; ++b) {
          (*this)(p, a, c, b) = scale * ((*this)(p, a, c, b) - shift * (*this)(p, a, 0, b));
        }
      }
      for (std::uint32_t a = 0; a < order_; ++a) {
        for (std::uint32_t b = 0; b < order_; ++b) {
          (*this)(p, a, b, c) = scale * ((*this)(p, a, b, c) - shift * (*this)(p, a, b, 0));
        }
      }
    }
  }

  /// Replaces y by (y - shift) scale.
  void move_target(double shift, double scale) {
    const std::size_t cube = std::size_t{order_} * order_ * order_;
    for (std::size_t at = 0; at < cube; ++at) {
      double* m = &entries_[at];
      const double m0 = m[0], m1 = m[cube], m2 = m[2 * cube], m3 = m[3 * cube];
      m[cube] = scale * (m1 - shift * m0);
      m[2 * cube] = scale * scale * (m2 - 2.0 * shift * m1 + shift * shift * m0);
      m[3 * cube] = scale * scale * scale * (m3 - 3.0 * shift * m2 + 3.0 * shift * shift * m1 - shift * shift * shift * m0);
    }
  }

  [[nodiscard]] std::uint32_t order() const { return order_; }

 private:
  std::uint32_t order_;
  std::vector<double> entries_;
};

/// Mean and deviation of each column, the target last.
struct Spread {
  std::vector<double> mean;
  std::vector<double> deviation;
};

[[nodiscard]] inline Spread measure(const Rows& rows) {
  Spread spread{std::vector<double>(rows.dim + 1), std::vector<double>(rows.dim + 1)};
  const double count = static_cast<double>(rows.count());
  for (std::uint32_t c = 0; c <= rows.dim; ++c) {
    const auto value = [&](std::size_t s) { return support::wide(c == rows.dim ? rows.y[s] : rows.row(s)[c]); };
    for (std::size_t s = 0; s < rows.count(); ++s) spread.mean[c] += value(s) / count;
    double squares = 0.0;
    for (std::size_t s = 0; s < rows.count(); ++s) squares += (value(s) - spread.mean[c]) * (value(s) - spread.mean[c]);
    spread.deviation[c] = std::sqrt(squares / count);
  }
  return spread;
}

/// The moments of rows, straight from them.
[[nodiscard]] inline Tensor moments_of(const Rows& rows, const Spread& spread) {
  Tensor moments(rows.dim + 1);
  std::vector<double> z(rows.dim + 1, 1.0);
  for (std::size_t s = 0; s < rows.count(); ++s) {
    for (std::uint32_t j = 0; j < rows.dim; ++j)
      z[1 + j] = (support::wide(rows.row(s)[j]) - spread.mean[j]) / spread.deviation[j];
    const double y = (support::wide(rows.y[s]) - spread.mean[rows.dim]) / spread.deviation[rows.dim];
    const double power[4] = {1.0, y, y * y, y * y * y};
    for_each_moment(rows.dim + 1, [&](std::uint32_t p, std::uint32_t i, std::uint32_t j, std::uint32_t l) {
      moments(p, i, j, l) += power[p] * z[i] * z[j] * z[l];
    });
  }
  return moments;
}

/// The moments of an estimator, taken out of its frame.
[[nodiscard]] inline Tensor moments_of(const EstimatorView& e, const Spread& spread) {
  const std::uint32_t order = core::stream::order_of(e);
  Tensor moments(order);
  for_each_moment(order, [&](std::uint32_t p, std::uint32_t i, std::uint32_t j, std::uint32_t l) {
    const std::size_t at = place(p, i, j, l);
    const double sum = support::wide(core::stream::old_level(e)[at]) + support::wide(core::stream::young_level(e)[at]);
    std::uint32_t order_of_three[3] = {i, j, l};
    do {
      moments(p, order_of_three[0], order_of_three[1], order_of_three[2]) = sum;
    } while (std::next_permutation(order_of_three, order_of_three + 3));
  });
  const auto move = [&](std::uint32_t c, float shift, float scale, auto apply) {
    const double unit = 1.0 / support::wide(scale);
    apply((spread.mean[c] - support::wide(shift)) / unit, unit / spread.deviation[c]);
  };
  for (std::uint32_t j = 0; j + 1 < order; ++j) {
    move(j, core::stream::frame_shift(e)[j], core::stream::frame_scale(e)[j],
         [&](double shift, double scale) { moments.move_input(1 + j, shift, scale); });
  }
  move(order - 1, e.state->target_shift, e.state->target_scale,
       [&](double shift, double scale) { moments.move_target(shift, scale); });
  return moments;
}

/// The largest difference, each relative to the larger of the entry and the count.
[[nodiscard]] inline double relative_error(Tensor& found, Tensor& expected) {
  support::Worst worst;
  const double count = expected(0, 0, 0, 0);
  for_each_moment(found.order(), [&](std::uint32_t p, std::uint32_t i, std::uint32_t j, std::uint32_t l) {
    const double entry = expected(p, i, j, l);
    worst.add(support::apart(found(p, i, j, l), entry), std::max(std::fabs(entry), count));
  });
  return worst.ratio;
}

/// How far the moments of an estimator are from those of the rows that it has seen.
[[nodiscard]] inline double moment_error(const EstimatorView& e, const Rows& rows) {
  const Spread spread = measure(rows);
  Tensor found = moments_of(e, spread);
  Tensor expected = moments_of(rows, spread);
  return relative_error(found, expected);
}

}  // namespace motet::test
