// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "arguments.hpp"
#include "motet/settings.hpp"

/// Reads numbers from a CSV file or pipe, a line at a time, as the lines arrive.
///
/// Understood: comma, semicolon or tab (the first of these in the header), quoted fields, spaces
/// around fields, CRLF, a byte order mark, blank lines.
class CsvReader {
 public:
  enum class Read { row, bad, end };

  /// Opens `file` ("-" is stdin) and reads the header.
  ///
  /// error   Refusal, status 1: no such file, no header in it, or more columns than these inputs and a target
  explicit CsvReader(const std::string& file, std::size_t most_inputs = motet::max_dim);

  [[nodiscard]] const std::vector<std::string>& names() const { return names_; }

  /// Reads the next row: a number a column. A bad row leaves `values` half written, and refuse()
  /// says what is wrong with it.
  ///
  /// error   Refusal, status 1: the file cannot be read on
  [[nodiscard]] Read read(std::vector<float>& values);

  /// What is wrong with the last row, ready to be thrown.
  [[nodiscard]] Refusal refuse() const { return refuse(line_number_, problem_); }
  /// `words` about a line: "FILE:LINE: words".
  [[nodiscard]] Refusal refuse(std::size_t line, const std::string& words) const;

  /// The line read last, from 1.
  [[nodiscard]] std::size_t line_number() const { return line_number_; }

 private:
  struct Close {
    void operator()(std::FILE* file) const {
      if (file != stdin) std::fclose(file);
    }
  };

  [[nodiscard]] bool read_line();
  void read_header(std::size_t most_inputs);
  void check_text();
  [[nodiscard]] Refusal refuse_long_line();
  void split();
  [[nodiscard]] float parse(std::size_t column);

  std::string name_;
  std::unique_ptr<std::FILE, Close> in_;
  std::string line_;
  std::size_t line_number_ = 0;
  char separator_ = ',';
  std::vector<std::string> names_;
  std::vector<std::string> fields_;
  std::string problem_;
};
