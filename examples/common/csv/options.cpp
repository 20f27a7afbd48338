// SPDX-License-Identifier: MIT
#include "csv/options.hpp"

#include "text.hpp"

const char* const csv_usage =
    "  --target NAME     the column to predict (the last)\n"
    "  --inputs NAME,... the columns to predict from (all others)\n"
    "  --ignore NAME,... columns to leave out\n"
    "  --time NAME       the column that says when a row was measured: a number, or a date and time (then in seconds)\n"
    "  --separator C     what stands between columns: , ; | tab or blank (as the file shows)\n"
    "  --decimal MARK    what stands before a fraction: point or comma (as the file shows)\n";

namespace {

char parse_separator(std::string_view word) {
  if (word == "tab" || word == "\\t") return '\t';
  if (word == "blank" || word == "space") return ' ';
  if (word.size() == 1 && std::string_view(",;|\t ").find(word[0]) != std::string_view::npos) return word[0];
  throw Refusal{"--separator takes one of , ; | tab blank, not '" + printable(word) + "'", 2};
}

Decimal parse_decimal(std::string_view word) {
  if (word == "point" || word == ".") return Decimal::point;
  if (word == "comma" || word == ",") return Decimal::comma;
  throw Refusal{"--decimal takes point or comma, not '" + printable(word) + "'", 2};
}

}  // namespace

bool take_csv_option(std::string_view option, Arguments& arguments, CsvOptions& options) {
  if (option == "--target") {
    options.target = arguments.take_value(option);
  } else if (option == "--inputs") {
    options.inputs.emplace_back(arguments.take_value(option));
  } else if (option == "--ignore") {
    options.ignore.emplace_back(arguments.take_value(option));
  } else if (option == "--time") {
    options.time = arguments.take_value(option);
  } else if (option == "--separator") {
    options.separator = parse_separator(arguments.take_value(option));
  } else if (option == "--decimal") {
    options.decimal = parse_decimal(arguments.take_value(option));
  } else {
    return false;
  }
  return true;
}

void take_csv_file(std::string_view word, CsvOptions& options) {
  if (!options.file.empty() || word.empty()) throw Refusal{"one file at a time: '" + printable(word) + "' is one too many", 2};
  options.file = word;
}
