// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "csv/reader.hpp"

/// Rows as floats. Each column is held less its origin, a number like its others: what is left of a Unix time, a Julian day or
/// a latitude, a float holds as well as what is left of any other column. Also watches what the floats lose.
class Floats {
 public:
  /// Where a column is counted from: its own origin, or zero for those who need the file's own numbers.
  enum class From { origin, zero };

  /// The reader must outlive it.
  explicit Floats(const CsvReader& reader, From from = From::origin);
  Floats(const Floats&) = delete;
  Floats& operator=(const Floats&) = delete;

  /// The row as floats: inputs, then the target. What is missing stays not a number.
  [[nodiscard]] const std::vector<float>& hold(const CsvRow& row);

  /// What must be added to each input, and last to the target, to have the file's units. Zero before a column's first value.
  [[nodiscard]] const std::vector<double>& origins() const { return origins_; }

  /// Names the columns of which floats have lost more than a thousandth of the spread; empty if there is none.
  [[nodiscard]] std::string complain() const;

 private:
  /// What rounding has done to a column, and a fair choice of its values.
  struct Loss {
    const Column* column;
    bool placed = false;
    std::size_t count = 0;
    double squares = 0.0;
    std::size_t stride = 1;
    std::vector<double> values;

    [[nodiscard]] double spread() const;
  };

  [[nodiscard]] float hold(std::size_t column, double value);

  From from_;
  std::vector<double> origins_;
  std::vector<Loss> losses_;
  std::vector<float> row_;
};
