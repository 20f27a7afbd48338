// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "motet/estimator.hpp"
#include "stream/forget.hpp"
#include "stream/stream.hpp"
#include "support/random.hpp"

// A long stream that drifts, and what its moments should be: for the suite in a short form, for the bench in the long one.

namespace motet::test {

/// Weighted sums of every term and of its square, in double.
class WeightedSums {
 public:
  explicit WeightedSums(std::uint32_t order)
      : order_(order), terms_(4u * entries()), sums_(terms_.size()), squares_(terms_.size()) {}

  /// All weights so far become `left` times what they were.
  void fade(double left) {
    weight_ *= left;
    weight_squared_ *= left * left;
    for (double& each : sums_) each *= left;
    for (double& each : squares_) each *= left;
  }

  /// A sample of weight 1.
  void add(const float* z, float y) {
    const std::size_t count = entries();
    double* term = terms_.data();
    for (std::uint32_t l = 0; l < order_; ++l) {
      for (std::uint32_t j = 0; j <= l; ++j) {
        for (std::uint32_t i = 0; i <= j; ++i) {
          *term++ = static_cast<double>(z[i]) * static_cast<double>(z[j]) * static_cast<double>(z[l]);
        }
      }
    }
    const double t = static_cast<double>(y);
    for (std::size_t at = count; at < terms_.size(); ++at) terms_[at] = t * terms_[at - count];
    for (std::size_t at = 0; at < terms_.size(); ++at) {
      sums_[at] += terms_[at];
      squares_[at] += terms_[at] * terms_[at];
    }
    weight_ += 1.0;
    weight_squared_ += 1.0;
  }

  [[nodiscard]] double weight() const { return weight_; }
  [[nodiscard]] double effective() const { return weight_ * weight_ / weight_squared_; }

  /// The largest error of a mean of the estimator's, in statistical errors of that mean: its deviation over the root of the
  /// effective sample size. NaN if a moment is.
  [[nodiscard]] double measure(const core::EstimatorView& e) const {
    const core::tensor::Levels levels = core::stream::levels_of(e);
    const double weight = static_cast<double>(core::tensor::moment(levels, 0, 0, 0, 0));
    double worst = 0.0;
    const auto look = [&](std::size_t at, float moment) {
      const double mean = sums_[at] / weight_;
      const double deviation = std::sqrt(std::max(squares_[at] / weight_ - mean * mean, 0.0));
      const double error = std::fabs(static_cast<double>(moment) / weight - mean);
      const double ratio = error == 0.0 ? 0.0 : error / (deviation / std::sqrt(effective()));
      if (!(ratio <= worst)) worst = ratio;
    };
    std::size_t at = 0;
    for (std::uint32_t p = 0; p < 4; ++p) {
      for (std::uint32_t l = 0; l < order_; ++l) {
        for (std::uint32_t j = 0; j <= l; ++j) {
          for (std::uint32_t i = 0; i <= j; ++i) look(at++, core::tensor::moment(levels, p, i, j, l));
        }
      }
    }
    return worst;
  }

 private:
  [[nodiscard]] std::size_t entries() const { return std::size_t{order_} * (order_ + 1u) * (order_ + 2u) / 6u; }

  std::uint32_t order_;
  std::vector<double> terms_;
  std::vector<double> sums_;
  std::vector<double> squares_;
  double weight_ = 0.0;
  double weight_squared_ = 0.0;
};

/// Streams through an estimator with three inputs, and beside it the sums with the weights that stream/forget.hpp states, and
/// those with e^(-age / memory).
class LongStream {
 public:
  explicit LongStream(float memory, std::uint64_t seed = 1)
      : memory_(static_cast<double>(memory)), random_(seed), stated_(order), exponential_(order) {
    Settings settings;
    settings.memory = memory;
    static_cast<void>(estimator_.reset(settings));
  }

  /// `count` samples more; false if one was refused, or widened the frame, of which the sums know nothing.
  [[nodiscard]] bool run(std::uint64_t count) {
    bool good = true;
    for (std::uint64_t s = 0; s < count; ++s) good = step() && good;
    return good && estimator_.view().state->widenings == 0;
  }

  /// Errors of the moments in statistical errors.
  [[nodiscard]] double error() { return stated_.measure(estimator_.view()); }
  [[nodiscard]] double error_of_exponential() { return exponential_.measure(estimator_.view()); }
  /// Relative errors of the sum of the weights and of the effective sample size.
  [[nodiscard]] double error_of_weight() {
    const double weight =
        static_cast<double>(core::stream::weight_of(*estimator_.view().state, core::stream::old_level(estimator_.view())));
    const double effective = static_cast<double>(estimator_.effective_samples());
    return std::max(std::fabs(weight / stated_.weight() - 1.0), std::fabs(effective / stated_.effective() - 1.0));
  }
  [[nodiscard]] double effective() const { return stated_.effective(); }

 private:
  static constexpr std::uint32_t order = 4;

  /// Inputs whose means swing once in 20,000 samples, and a target that bends.
  void draw() {
    const double swing = 0.5 * std::sin(3.14159265358979 * static_cast<double>(count_++) / 10000.0);
    for (float& each : x_) each = static_cast<float>(random_.normal() + swing);
    y_ = (x_[0] > 0.0f ? x_[1] : -0.5f * x_[2]) + static_cast<float>(0.2 * random_.normal());
  }

  [[nodiscard]] bool step() {
    draw();
    const core::EstimatorView e = estimator_.view();
    if (!e.state->framed) {
      held_.insert(held_.end(), {x_[0], x_[1], x_[2], y_});
      const bool good = estimator_.push(x_, y_) == Status::ok;
      if (e.state->framed) add_held();
      return good;
    }
    age_ += 1.0;
    if (memory_ > 0.0) {
      exponential_.fade(std::exp(-1.0 / memory_));
      if (16.0 * age_ >= memory_) end_block();
    }
    add(x_, y_);
    return estimator_.push(x_, y_) == Status::ok;
  }

  void end_block() {
    stated_.fade(std::exp(-age_ / memory_));
    age_ = 0.0;
  }

  void add_held() {
    for (std::size_t at = 0; at < held_.size(); at += order) add(&held_[at], held_[at + order - 1]);
  }

  /// In the frame.
  void add(const float* x, float y) {
    const core::EstimatorView e = estimator_.view();
    float z[order] = {1.0f};
    for (std::uint32_t j = 0; j + 1 < order; ++j)
      z[1 + j] = (x[j] - core::stream::frame_shift(e)[j]) * core::stream::frame_scale(e)[j];
    const float target = (y - e.state->target_shift) * e.state->target_scale;
    stated_.add(z, target);
    if (memory_ > 0.0) exponential_.add(z, target);
  }

  Estimator<order - 1, 1, 0> estimator_;
  double memory_;
  support::Random random_;
  WeightedSums stated_;
  WeightedSums exponential_;
  std::vector<float> held_;
  std::uint64_t count_ = 0;
  double age_ = 0.0;
  float x_[order - 1]{};
  float y_ = 0.0f;
};

}  // namespace motet::test
