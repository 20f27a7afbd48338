// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "arguments.hpp"
#include "csv/column.hpp"
#include "csv/layout.hpp"
#include "csv/lines.hpp"
#include "csv/options.hpp"

/// A row of the columns that are used, in the file's units.
struct CsvRow {
  std::vector<double> inputs;  ///< not a number where the value is missing
  double target = 0.0;         ///< likewise
  double elapsed = 0.0;        ///< since the complete row before, in the unit of the time column; 1 where there is none
  std::size_t line = 0;        ///< where it stands in the file
  std::string missing;         ///< the first column without a value; empty: the row is complete
};

/// Reads numbers from a CSV file or pipe, a row at a time, as the rows arrive.
///
/// It looks at the first 32 lines before it gives a row, and finds out from them what separates the columns, which line names
/// them, what the decimal mark is and what each column holds. What it reads in more than one step (see csv/layout.hpp,
/// csv/number.hpp, csv/value.hpp) it says once; what can be read in two ways it refuses.
class CsvReader {
 public:
  enum class Read { row, bad, end };

  /// Opens the file and chooses the columns.
  ///
  /// shape   say: is given what was assumed, a line at a time
  /// error   Refusal, status 1: there is no such file, no such column, no number in a column
  CsvReader(const CsvOptions& options, std::size_t most_inputs, std::function<void(const std::string&)> say);

  [[nodiscard]] const std::vector<Column>& inputs() const { return inputs_; }
  [[nodiscard]] const Column& target() const { return target_; }
  [[nodiscard]] std::vector<std::string_view> input_names() const;
  /// Whether rows carry the time between them.
  [[nodiscard]] bool timed() const { return time_.has_value(); }

  /// Reads the next row. A bad row is half written, and refuse() says what is wrong with it.
  ///
  /// error   Refusal, status 1: the file cannot be read on
  [[nodiscard]] Read read(CsvRow& row);

  /// What is wrong with the last row, ready to be thrown.
  [[nodiscard]] Refusal refuse() const { return refuse(line_.number, problem_); }
  /// `words` about a line: "FILE:LINE: words".
  [[nodiscard]] Refusal refuse(std::size_t line, const std::string& words) const {
    return ::refuse(lines_.name(), line, words);
  }

  /// The line read last, from 1.
  [[nodiscard]] std::size_t line_number() const { return line_.number; }
  /// The line that names the columns.
  [[nodiscard]] std::size_t names_line() const { return layout_.names_line; }

 private:
  void look_ahead();
  [[nodiscard]] std::vector<std::vector<std::string>> first_rows();
  void choose(const CsvOptions& options, std::size_t most_inputs);
  void look_at_columns(const std::vector<std::vector<std::string>>& rows);
  void refuse_text() const;
  void learn_marks(const std::vector<std::vector<std::string>>& rows);
  [[nodiscard]] bool next_line();
  [[nodiscard]] bool split_line();
  [[nodiscard]] double parse(Column& column);
  void pass_time(CsvRow& row);

  Lines lines_;
  std::function<void(const std::string&)> say_;
  std::vector<Line> ahead_;
  std::size_t taken_ = 0;  // of those
  Layout layout_;
  std::vector<Column> inputs_;
  Column target_{"", 0};
  std::optional<Column> time_;
  Marks marks_;
  std::vector<std::string> assumed_;
  bool comment_said_ = false;

  Line line_;
  std::vector<std::string> fields_;
  std::string problem_;
  std::optional<double> last_time_;    // of the last row
  std::optional<double> learnt_time_;  // of the last complete row
};

/// What a program does with what a reader assumed: a line on stderr.
[[nodiscard]] std::function<void(const std::string&)> say_on_stderr(std::string program);
