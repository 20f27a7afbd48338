// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "motet/estimator.hpp"
#include "motet/model.hpp"
#include "motet/report.hpp"
#include "motet/settings.hpp"
#include "motet/status.hpp"

inline constexpr std::size_t most_inputs = 32;
inline constexpr std::size_t most_experts = 8;

using Estimator = motet::Estimator<most_inputs, most_experts, 4096>;
using Model = motet::Model<most_inputs, most_experts>;

/// One row, each column less its origin, the target apart from the inputs.
struct Row {
  std::vector<float> inputs;
  float target = 0.0f;
  float elapsed = 1.0f;  ///< since the row before
};

/// How well a model says rows that it has not seen.
class Score {
 public:
  void add(const Model& model, const Row& row);

  [[nodiscard]] std::size_t rows() const { return rows_; }
  /// Units of the target; not a number without rows.
  [[nodiscard]] double rmse() const;
  /// Nats a row; not a number without rows, or if a row was beyond what float holds.
  [[nodiscard]] double loglik() const;

 private:
  std::size_t rows_ = 0;
  double squares_ = 0.0;
  double loglik_ = 0.0;
};

/// A mixture, and the linear regression that it must be compared with.
struct Fit {
  Model mixture;
  motet::Report report;
  Model linear;
  motet::Report linear_report;
};

/// Numbers of experts to choose from.
struct Range {
  std::uint32_t least = 1;
  std::uint32_t most = most_experts;
};

/// Fits each number of experts in `range` to the stream so far and keeps the one that the Bayesian
/// information criterion likes best. Each fit starts afresh, so it depends on the rows alone and
/// not on when it was asked for.
///
/// error   what the library says of the smallest number; then `fit` is half written
[[nodiscard]] motet::Status fit_stream(Estimator& estimator, Range range, Fit& fit);

/// How many rows a fit takes, found by trying with rows that vary in every column.
[[nodiscard]] std::size_t count_needed(const motet::Settings& settings);
