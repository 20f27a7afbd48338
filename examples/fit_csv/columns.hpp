// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "csv.hpp"
#include "learner.hpp"

/// Which columns are inputs and which is the target, and how each has varied.
class Columns {
 public:
  /// The column called `target` is the target; without a name, the last.
  ///
  /// error   Refusal, status 1: there is no such column
  Columns(const CsvReader& reader, const std::string& target);
  Columns(const Columns&) = delete;
  Columns& operator=(const Columns&) = delete;

  /// Takes a row of the file apart.
  [[nodiscard]] Row arrange(const std::vector<float>& values) const;

  /// Lets a row that is learnt count.
  void watch(const Row& row);

  /// The first column that has kept one value, or nothing.
  [[nodiscard]] std::string_view find_constant() const;

  [[nodiscard]] std::size_t inputs() const { return inputs_.size(); }
  [[nodiscard]] const std::vector<std::string_view>& input_names() const { return input_names_; }
  [[nodiscard]] const std::string& target_name() const { return target_.name; }
  /// Standard deviation of an input over the rows watched.
  [[nodiscard]] double deviation(std::size_t input) const { return inputs_[input].deviation(); }

 private:
  struct Column {
    std::string name;
    std::size_t place = 0;
    std::size_t count = 0;
    double first = 0.0;
    double mean = 0.0;
    double squares = 0.0;
    bool varies = false;

    void watch(double value);
    [[nodiscard]] double deviation() const;
  };

  std::vector<Column> inputs_;
  std::vector<std::string_view> input_names_;
  Column target_;
};
