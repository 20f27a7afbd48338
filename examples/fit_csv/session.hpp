// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "columns.hpp"
#include "csv/reader.hpp"
#include "holdout.hpp"
#include "learner.hpp"
#include "options.hpp"
#include "progress.hpp"

/// Rows in the picture, at most.
inline constexpr std::size_t most_marks = 2500;

/// Learns row by row, and reports as it goes: at 256 rows and at each doubling, on stderr.
class Session {
 public:
  Session(const Options& options, const CsvReader& reader);

  [[nodiscard]] Columns& columns() { return columns_; }
  [[nodiscard]] const Columns& columns() const { return columns_; }
  /// Rows learnt, a fair choice of them for the picture.
  [[nodiscard]] const std::vector<Row>& shown() const { return shown_.rows(); }
  /// How many rows have been learnt.
  [[nodiscard]] std::size_t rows() const { return rows_; }

  void learn(const Row& row);

  /// The fit to everything learnt.
  [[nodiscard]] motet::Status finish(Fit& fit);

  /// How many rows it takes.
  [[nodiscard]] std::size_t count_needed() const;

 private:
  [[nodiscard]] Range whole_range() const;
  [[nodiscard]] Range near_range() const;
  void report();

  const Options& options_;
  Estimator& estimator_;
  Columns columns_;
  Handful shown_;
  Progress progress_;
  std::size_t rows_ = 0;
  std::size_t next_report_;
  bool fitted_ = false;
  Fit fit_;
  Score ahead_mixture_;  // rows since the last report, predicted before they were learnt
  Score ahead_linear_;
};
