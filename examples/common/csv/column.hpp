// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "csv/number.hpp"
#include "csv/value.hpp"

/// What the numbers of a file have shown of its decimal mark.
struct Marks {
  Decimal decimal = Decimal::unknown;
  bool given = false;    ///< by the user
  bool guessed = true;   ///< before the mark is known, 1.234 may be taken for a fraction: not where ';' stands between columns
  std::string witness;   ///< the first field that showed it
  std::size_t seen = 0;  ///< fields that showed it
  std::size_t against = 0;  ///< fields that showed the other
  std::string guess;        ///< the first field read as with a point, before the mark was known, that may be one of thousands
  bool refuted = false;     ///< that guess was wrong

  /// Whether a number that depends on the mark can be read.
  [[nodiscard]] bool known() const { return decimal != Decimal::unknown && (given || 10 * against <= seen); }
};

/// One column of a file: what it holds, and how its fields become numbers.
class Column {
 public:
  enum class Kind { unknown, number, truth, date, text };

  Column(std::string name, std::size_t place) : name_(std::move(name)), place_(place) {}

  [[nodiscard]] const std::string& name() const { return name_; }
  /// Of its field in a row.
  [[nodiscard]] std::size_t place() const { return place_; }
  [[nodiscard]] Kind kind() const { return kind_; }
  /// A text that it holds, if it holds text.
  [[nodiscard]] const std::string& sample() const { return sample_; }
  /// Whether percent signs stand behind its numbers.
  [[nodiscard]] bool percent() const { return percent_ == Percent::with; }
  /// The median of its first numbers: a number like the column's others. 0 before there is one.
  [[nodiscard]] double origin() const { return origin_; }

  /// Decides from the first rows what the column holds: what most fields are that are not missing.
  void look(const std::vector<std::vector<std::string>>& rows);

  /// Chooses the origin from the first rows.
  void place_origin(const std::vector<std::vector<std::string>>& rows, Decimal decimal);

  /// The number in a field: not a number where it is missing.
  ///
  /// writes  problem: what is wrong with it, if something is; assumed: what a reader may want to know, once
  [[nodiscard]] double read(const std::string& field, Marks& marks, std::string& problem, std::string& assumed);

 private:
  enum class Percent { unknown, with, without };

  [[nodiscard]] double read_number(const Numeral& numeral, const std::string& field, Marks& marks, std::string& problem,
                                   std::string& assumed);

  std::string name_;
  std::size_t place_;
  Kind kind_ = Kind::unknown;
  std::string sample_;
  double origin_ = 0.0;
  bool placed_ = false;
  Percent percent_ = Percent::unknown;
  bool grouped_ = false;
};

/// Learns the decimal mark from a field.
///
/// returns what is wrong, if the file has shown the other mark
[[nodiscard]] std::string learn_mark(const Numeral& numeral, const std::string& field, Marks& marks);
