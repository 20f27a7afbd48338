// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <cstddef>
#include <vector>

#include "support/csv.hpp"

namespace motet::bench {

/// One step ahead over a stream, after its first tenth; deviations of y.
struct Score {
  double rmse = HUGE_VAL;
  double loglik = -HUGE_VAL;  ///< mean
};

/// The rival under drift: recursive least squares with forgetting, in double, over the whole stream; inputs and target in
/// deviations of the first tenth; noise by the same forgetting, and with what the parameters are not sure of if `honest`.
class Filter {
 public:
  Filter(const support::Table& table, std::size_t first, double keep, bool honest)
      : table_(table),
        order_(table.columns),
        keep_(keep),
        honest_(honest),
        line_(order_),
        gain_(order_),
        inverse_(order_ * order_) {
    for (std::size_t j = 0; j < order_; ++j) {
      double sum = 0.0, squares = 0.0;
      for (std::size_t t = 0; t < first; ++t) sum += at(t, j);
      shift_.push_back(sum / static_cast<double>(first));
      for (std::size_t t = 0; t < first; ++t) squares += (at(t, j) - shift_[j]) * (at(t, j) - shift_[j]);
      const double spread = std::sqrt(squares / static_cast<double>(first));
      const double least = 1e-3 * std::fabs(shift_[j]);  // a constant input moves later on
      scale_.push_back(spread > 1e-6 * std::fabs(shift_[j]) && spread > 0.0 ? spread : least > 0.0 ? least : 1e-3);
      inverse_[j * order_ + j] = 1e3;
    }
  }

  /// Learns sample t; returns its error, and the log density, of y in the first tenth's deviations, before.
  double learn(std::size_t t, double& loglik) {
    std::vector<double> z(order_, 1.0);
    for (std::size_t j = 0; j + 1 < order_; ++j) z[1 + j] = (at(t, j) - shift_[j]) / scale_[j];
    double error = (at(t, order_ - 1) - shift_[order_ - 1]) / scale_[order_ - 1], square = 0.0;
    for (std::size_t j = 0; j < order_; ++j) {
      error -= line_[j] * z[j];
      gain_[j] = 0.0;
      for (std::size_t l = 0; l < order_; ++l) gain_[j] += inverse_[j * order_ + l] * z[l];
      square += gain_[j] * z[j];
    }
    const double variance = variance_ * (honest_ ? 1.0 + square : 1.0);
    loglik = -0.918938533204672742 - 0.5 * std::log(variance) - 0.5 * error * error / variance;
    update(error, square, t);
    return error;
  }

  [[nodiscard]] double unit() const { return scale_.back(); }

 private:
  [[nodiscard]] double at(std::size_t t, std::size_t j) const { return table_.values[t * order_ + j]; }

  void update(double error, double square, std::size_t t) {
    const double grown = keep_ + square;
    double trace = 0.0;
    for (std::size_t j = 0; j < order_; ++j) {
      line_[j] += gain_[j] / grown * error;
      for (std::size_t l = 0; l <= j; ++l) {
        const double next = (inverse_[j * order_ + l] - gain_[j] * gain_[l] / grown) / keep_;
        inverse_[j * order_ + l] = inverse_[l * order_ + j] = next;
      }
      trace += inverse_[j * order_ + j];
    }
    const double most = 1e6 * static_cast<double>(order_);  // or it winds up where nothing excites it
    for (double& entry : inverse_) entry *= trace > most ? most / trace : 1.0;
    const double share = std::fmax(1.0 - keep_, 1.0 / (static_cast<double>(t) + 2.0));
    const double surplus = honest_ ? error * error / (1.0 + square) : error * error * keep_ / grown;
    variance_ = std::fmax(variance_ + share * (surplus - variance_), 1e-8);
  }

  const support::Table& table_;
  std::size_t order_;
  double keep_;
  bool honest_;
  double variance_ = 1.0;
  std::vector<double> line_, gain_, inverse_, shift_, scale_;
};

}  // namespace motet::bench
