// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdio>
#include <memory>
#include <string>

#include "arguments.hpp"

/// A line of a file, in UTF-8 and without its end.
struct Line {
  std::string text;
  std::size_t number = 0;  ///< from 1
  std::string problem;     ///< not empty: this is no line of text, and why
};

/// Reads a file or pipe line by line, as the lines arrive.
///
/// Understood: UTF-8; UTF-16 with a byte order mark; Latin-1, which a line is that is no UTF-8; all three ends of a line.
class Lines {
 public:
  /// Opens `file`; "-" is stdin.
  ///
  /// error   Refusal, status 1: it cannot be opened
  explicit Lines(const std::string& file);

  /// The file as messages call it.
  [[nodiscard]] const std::string& name() const { return name_; }

  /// Reads the next line; false at the end of the file.
  ///
  /// error   Refusal, status 1: the file cannot be read on, or a line is longer than 1 MiB
  [[nodiscard]] bool read(Line& line);

 private:
  enum class Encoding { utf8, utf16_little, utf16_big };

  struct Close {
    void operator()(std::FILE* file) const {
      if (file != stdin) std::fclose(file);
    }
  };

  void read_mark();
  [[nodiscard]] int take_byte();
  [[nodiscard]] long take_unit();
  void decode();

  std::string name_;
  std::unique_ptr<std::FILE, Close> in_;
  Encoding encoding_ = Encoding::utf8;
  std::string waiting_;  // bytes of UTF-8 that have been read ahead
  std::size_t taken_ = 0;
  std::size_t number_ = 0;
  bool begun_ = false;
  bool after_return_ = false;
};

/// `words` about a line: "FILE:LINE: words".
[[nodiscard]] Refusal refuse(const std::string& file, std::size_t line, const std::string& words);
