// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <cstdio>
#include <string>
#include <string_view>

#include "csv/reader.hpp"
#include "text.hpp"

// Reads a text as a CSV file and says what came of it, in one line.

/// A file that is there as long as this is.
class TemporaryFile {
 public:
  TemporaryFile(std::string name, std::string_view bytes) : name_(std::move(name)) {
    std::FILE* const file = std::fopen(name_.c_str(), "wb");
    std::fwrite(bytes.data(), 1, bytes.size(), file);
    std::fclose(file);
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile() { std::remove(name_.c_str()); }

  [[nodiscard]] const std::string& name() const { return name_; }

 private:
  std::string name_;
};

/// What a reader makes of a file.
struct Outcome {
  std::string columns;  ///< inputs and target: "a b > y"
  std::string rows;     ///< "1 2 > 3 | 4 5 > 6"; with a time column "+elapsed" behind each
  std::string refusal;  ///< without the name of the file
  std::string assumed;
};

inline void add_words(std::string& text, const std::string& words, const char* between) {
  text += (text.empty() ? "" : between) + words;
}

inline std::string in_words(const CsvRow& row, bool timed) {
  const auto value = [](double number_read) { return std::isnan(number_read) ? std::string("NA") : number(number_read, 15); };
  std::string words;
  for (const double input : row.inputs) words += value(input) + ' ';
  return words + "> " + value(row.target) + (timed ? " +" + number(row.elapsed, 15) : "");
}

/// Reads `bytes`; `tag` makes the name of the file.
inline Outcome read_csv(const std::string& tag, std::string_view bytes, CsvOptions options = {}, std::size_t most_inputs = 32) {
  const TemporaryFile file(tag + ".csv.tmp", bytes);
  options.file = file.name();
  Outcome outcome;
  const auto without_name = [&](const std::string& words) {
    return words.starts_with(file.name()) ? words.substr(file.name().size() + 1) : words;
  };
  try {
    CsvReader reader(options, most_inputs,
                     [&](const std::string& words) { add_words(outcome.assumed, without_name(words), " / "); });
    for (const Column& input : reader.inputs()) outcome.columns += input.name() + ' ';
    outcome.columns += "> " + reader.target().name();
    CsvRow row;
    for (CsvReader::Read read = reader.read(row); read != CsvReader::Read::end; read = reader.read(row)) {
      if (read == CsvReader::Read::bad) throw reader.refuse();
      add_words(outcome.rows, in_words(row, reader.timed()), " | ");
    }
  } catch (const Refusal& refusal) {
    outcome.refusal = without_name(refusal.words);
  }
  return outcome;
}
