// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <span>
#include <vector>

/// Recursive least squares with forgetting, in double, and the first autoregression of its residuals: a rival.
class ForgettingLine {
 public:
  ForgettingLine(std::size_t inputs, double keep);

  /// Predicts the target, with and without autoregression, then learns it. Returns both squared errors.
  ///
  /// shape   z: 1, then the inputs, in units of their order of size
  struct Squares {
    double plain;
    double corrected;
  };
  [[nodiscard]] Squares learn(std::span<const double> z, double y);

 private:
  double keep_;
  std::vector<double> line_, gain_, inverse_;
  double last_ = 0.0, along_ = 0.0, square_ = 0.0;
};

/// The rivals of a learner: twelve such lines, of which the best will be chosen in hindsight, and the last value. The first
/// rows wait until their spread gives the inputs their units.
class Rivals {
 public:
  static constexpr double keeps[] = {1.0, 0.9999, 0.9997, 0.999, 0.998, 0.995, 0.99, 0.98, 0.97, 0.95, 0.9, 0.85};
  static constexpr std::size_t lines = std::size(keeps);

  explicit Rivals(std::size_t inputs);

  /// Takes a row, inputs and target.
  void take(std::span<const float> row);
  /// No more rows come.
  void finish();

  /// Squared errors of the rows that are done, in their order: of each line, of each with autoregression; and forgets them.
  [[nodiscard]] std::vector<std::vector<double>> collect();

 private:
  void begin();
  void run(std::span<const float> row);

  std::size_t inputs_;
  std::vector<std::vector<float>> waiting_;
  std::vector<double> shift_, scale_;
  std::vector<ForgettingLine> lines_;
  std::vector<std::vector<double>> done_;
};
