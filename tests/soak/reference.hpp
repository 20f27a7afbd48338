// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <vector>

#include "stream/stream.hpp"
#include "support/bits.hpp"
#include "tensor/staircase_reference.hpp"

// The moments of a stream in double, and how far those in float are from them.

namespace motet::soak {

/// Sums of y^p z_i z_j z_l and of their squares, z = (1, x - shift): the frame's shift, and no unit, as that may grow.
template <std::uint32_t Dim>
class Reference {
 public:
  /// Samples that choose the frame are remembered until it stands.
  void take(const core::EstimatorView& e, const float* x, float y) {
    if (held_.empty() && e.state->framed && samples_ > 0.0) return add(e, x, y);
    held_.insert(held_.end(), x, x + Dim);
    held_.push_back(y);
    if (!e.state->framed) return;
    for (std::size_t at = 0; at < held_.size(); at += Dim + 1) add(e, held_.data() + at, held_[at + Dim]);
    held_.clear();
  }

  /// The largest error of a mean, in statistical errors of that mean.
  [[nodiscard]] double compare(const core::EstimatorView& e) const {
    double worst = 0.0;
    std::uint32_t at = 0;
    for (std::uint32_t l = 0; l <= Dim; ++l) {
      for (std::uint32_t j = 0; j <= l; ++j) {
        for (std::uint32_t i = 0; i <= j; ++i, ++at) {
          double unit = scale(e, i) * scale(e, j) * scale(e, l);
          for (std::uint32_t p = 0; p < 4; ++p, unit *= static_cast<double>(e.state->target_scale)) {
            const double sum = static_cast<double>(core::tensor::moment(core::stream::levels_of(e), p, i, j, l)) / unit;
            const double mean = sums_[p][at] / samples_;
            const double variance = squares_[p][at] / samples_ - mean * mean;
            const double off = std::fabs(sum / samples_ - mean);
            if (off > 0.0) worst = std::fmax(worst, off / std::sqrt(variance / samples_));
          }
        }
      }
    }
    return worst;
  }

 private:
  static constexpr std::uint32_t count = (Dim + 1) * (Dim + 2) * (Dim + 3) / 6;

  static double scale(const core::EstimatorView& e, std::uint32_t i) {
    return i == 0 ? 1.0 : static_cast<double>(core::stream::frame_scale(e)[i - 1]);
  }

  void add(const core::EstimatorView& e, const float* x, float target) {
    double z[Dim + 1] = {1.0};
    for (std::uint32_t j = 0; j < Dim; ++j) {
      z[1 + j] = static_cast<double>(x[j]) - static_cast<double>(core::stream::frame_shift(e)[j]);
    }
    const double y = static_cast<double>(target) - static_cast<double>(e.state->target_shift);
    std::array<double, count> products;
    std::uint32_t at = 0;
    for (std::uint32_t l = 0; l <= Dim; ++l) {
      for (std::uint32_t j = 0; j <= l; ++j) {
        for (std::uint32_t i = 0; i <= j; ++i) products[at++] = z[i] * z[j] * z[l];
      }
    }
    for (std::uint32_t p = 0; p < 4; ++p) {
      for (std::uint32_t n = 0; n < count; ++n) {
        sums_[p][n] += products[n];
        squares_[p][n] += products[n] * products[n];
        products[n] *= y;
      }
    }
    samples_ += 1.0;
  }

  std::array<std::array<double, count>, 4> sums_{};
  std::array<std::array<double, count>, 4> squares_{};
  double samples_ = 0.0;
  std::vector<float> held_;
};

/// Of the inputs and the target, from the moments.
template <std::uint32_t Dim>
[[nodiscard]] std::vector<std::vector<double>> read_covariance(const core::EstimatorView& e) {
  const core::tensor::Levels m = core::stream::levels_of(e);
  const double n = static_cast<double>(core::tensor::moment(m, 0, 0, 0, 0));
  const auto mean = [&](std::uint32_t p, std::uint32_t j, std::uint32_t l) {
    return static_cast<double>(core::tensor::moment(m, p, 0, j, l)) / n;
  };
  std::vector<std::vector<double>> covariance(Dim + 1, std::vector<double>(Dim + 1));
  for (std::uint32_t l = 0; l < Dim; ++l) {
    for (std::uint32_t j = 0; j <= l; ++j) covariance[l][j] = mean(0, 1 + j, 1 + l) - mean(0, 0, 1 + j) * mean(0, 0, 1 + l);
    covariance[Dim][l] = mean(1, 0, 1 + l) - mean(1, 0, 0) * mean(0, 0, 1 + l);
  }
  covariance[Dim][Dim] = mean(2, 0, 0) - mean(1, 0, 0) * mean(1, 0, 0);
  return covariance;
}

/// By Cholesky, in place.
[[nodiscard]] inline bool is_definite(std::vector<std::vector<double>> lower) {
  for (std::size_t j = 0; j < lower.size(); ++j) {
    for (std::size_t i = 0; i <= j; ++i) {
      for (std::size_t m = 0; m < i; ++m) lower[j][i] -= lower[j][m] * lower[i][m];
      if (i < j) lower[j][i] /= lower[i][i];
    }
    if (!(lower[j][j] > 0.0)) return false;
    lower[j][j] = std::sqrt(lower[j][j]);
  }
  return true;
}

}  // namespace motet::soak
