// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "csv/floats.hpp"
#include "csv/reader.hpp"
#include "learner.hpp"

/// The columns that are learnt: their names, their rows as floats, and how each has varied.
class Columns {
 public:
  explicit Columns(const CsvReader& reader);

  /// A complete row, each column less its origin.
  [[nodiscard]] Row arrange(const CsvRow& row);

  /// Lets a row that is learnt count.
  void watch(const Row& row);

  /// The inputs that have kept one value; if there is none, the target if it has.
  [[nodiscard]] std::vector<std::string> find_constant() const;

  [[nodiscard]] std::size_t inputs() const { return input_names_.size(); }
  [[nodiscard]] const std::vector<std::string_view>& input_names() const { return input_names_; }
  [[nodiscard]] const std::string& target_name() const { return target_name_; }
  /// Standard deviation of an input over the rows watched.
  [[nodiscard]] double deviation(std::size_t input) const { return spreads_[input].deviation(); }
  /// What must be added to the inputs, and last to the target, to have the file's units.
  [[nodiscard]] const std::vector<double>& origins() const { return floats_.origins(); }
  /// What floats cannot hold, in words; empty if they hold everything.
  [[nodiscard]] std::string complain() const { return floats_.complain(); }

 private:
  struct Spread {
    std::size_t count = 0;
    double first = 0.0;
    double mean = 0.0;
    double squares = 0.0;
    bool varies = false;

    void watch(double value);
    [[nodiscard]] double deviation() const;
  };

  Floats floats_;
  std::vector<std::string_view> input_names_;
  std::string target_name_;
  std::vector<Spread> spreads_;  // the target's last
};
