// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

namespace motet::bench {

/// Recursive least squares with forgetting in double, factored as P = U D U', so that neither collinear inputs nor a memory
/// shorter than the coefficients spoil it. Inputs less the first row; a variance is held below 1e15 in the deviations of
/// set_deviations().
///
/// source  Bierman, Factorization methods for discrete sequential estimation, 1977
class FactoredFilter {
 public:
  explicit FactoredFilter(std::size_t dim)
      : order_(dim + 1),
        z_(order_, 1.0),
        f_(order_),
        gain_(order_),
        line_(order_),
        d_(order_, 1e15),
        u_(order_ * order_),
        square_(dim),
        limit_(order_, 1e30) {
    for (double& each : d_) each = 1e30;
  }

  [[nodiscard]] double predict(std::span<const float> x) {
    if (first_.empty()) first_.assign(x.begin(), x.end());
    double said = line_[0];
    for (std::size_t j = 1; j < order_; ++j) {
      z_[j] = static_cast<double>(x[j - 1]) - static_cast<double>(first_[j - 1]);
      said += line_[j] * z_[j];
    }
    return said_ = said;
  }

  /// Learns the target of the last prediction; what lies behind counts 1 - step of what it did.
  void learn(double y, double step) {
    const double grow = 1.0 / (1.0 - step);
    double sum = 1.0;
    for (std::size_t j = 0; j < order_; ++j) {
      f_[j] = z_[j];
      for (std::size_t l = 0; l < j; ++l) f_[j] += u_[l * order_ + j] * z_[l];
    }
    for (std::size_t j = 0; j < order_; ++j) {
      const double d = std::fmin(d_[j] * grow, limit_[j]), value = d * f_[j], before = sum;
      sum += f_[j] * value;
      d_[j] = d * (before / sum);
      for (std::size_t l = 0; l < j; ++l) {
        const double old = u_[l * order_ + j];
        u_[l * order_ + j] = old - f_[j] / before * gain_[l];
        gain_[l] += value * old;
      }
      gain_[j] = value;
    }
    for (std::size_t j = 0; j < order_; ++j) line_[j] += gain_[j] / sum * (y - said_);
    for (std::size_t j = 1; j < order_; ++j) square_[j - 1] += z_[j] * z_[j];
    ++count_;
  }

  void set_deviations() {
    for (std::size_t j = 1; j < order_; ++j) {
      if (square_[j - 1] > 0.0) limit_[j] = 1e15 * count_ / square_[j - 1];
    }
    limit_[0] = 1e15;
  }

 private:
  std::size_t order_;
  double said_ = 0.0, count_ = 0.0;
  std::vector<double> z_, f_, gain_, line_, d_, u_, square_, limit_;
  std::vector<float> first_;
};

}  // namespace motet::bench
