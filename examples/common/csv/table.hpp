// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "csv/lines.hpp"

/// One way to read a file.
struct Reading {
  char separator = ',';
  std::vector<std::string> names;
  std::size_t names_line = 0;
  std::size_t names_entry = 0;       ///< where rows and titles part, among the entries
  std::size_t data = 0;              ///< where the rows begin, likewise
  double share = 0.0;                ///< of the columns that hold numbers
  std::vector<std::string> assumed;  ///< what stands above and below the names
  std::string problem;               ///< why it cannot be
  std::size_t problem_line = 0;
};

/// The first lines of a file as one separator cuts them.
class Table {
 public:
  /// A line that may hold names or a row.
  struct Entry {
    const Line* line;
    std::size_t place;                ///< among the lines looked at
    std::vector<std::string> fields;  ///< none if there is a problem
    std::string problem;
  };

  /// Cuts the lines of `ahead` from `from` on, but for comments.
  Table(std::span<const Line> ahead, std::size_t from, char separator);

  [[nodiscard]] const std::vector<Entry>& entries() const { return entries_; }

  /// Finds the line that names the columns: it has as many fields as most lines below it. Nothing if there is none.
  [[nodiscard]] std::optional<Reading> read() const;

 private:
  [[nodiscard]] std::optional<Reading> read_plain() const;
  [[nodiscard]] std::optional<Reading> read_indexed() const;
  [[nodiscard]] bool suits(std::size_t i, std::size_t width) const;
  [[nodiscard]] bool has_index(std::size_t i, std::size_t width) const;
  [[nodiscard]] bool is_numeric(std::size_t column, std::size_t from, std::size_t width) const;
  [[nodiscard]] Reading settle(std::size_t i, const std::vector<std::string>& names) const;
  void name(Reading& reading, std::size_t i, const std::vector<std::string>& names) const;
  bool name_from_comment(Reading& reading, std::size_t i) const;
  void complain_of_row(Reading& reading, std::size_t i) const;
  void look_below(Reading& reading, const std::vector<std::size_t>& numeric) const;
  void note_titles(Reading& reading) const;

  std::span<const Line> ahead_;
  char separator_;
  std::vector<Entry> entries_;
};

/// Number of fields, without the empty ones at the end.
[[nodiscard]] std::size_t width_of(const std::vector<std::string>& fields);

/// Whether a line holds nothing, or a comment: #, // or % in front.
[[nodiscard]] bool is_comment(std::string_view line);

/// Whether a field holds a number, a truth or a date.
[[nodiscard]] bool is_value(std::string_view field);
