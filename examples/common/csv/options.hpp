// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "arguments.hpp"
#include "csv/number.hpp"

/// What the user says of a CSV file: the same words in every program that reads one.
struct CsvOptions {
  std::string file;                    ///< "-": stdin
  std::string target;                  ///< empty: the last column
  std::vector<std::string> inputs;     ///< names, commas between them; empty: all columns that are left
  std::vector<std::string> ignore;     ///< likewise
  std::string time;                    ///< empty: the rows are evenly spaced
  char separator = '\0';               ///< '\0': as the file shows
  Decimal decimal = Decimal::unknown;  ///< likewise
};

/// The lines of a program's usage about these options.
extern const char* const csv_usage;

/// Takes `option` and its value if it is one of these; false if it is another.
///
/// error   Refusal, status 2
[[nodiscard]] bool take_csv_option(std::string_view option, Arguments& arguments, CsvOptions& options);

/// Takes `word`, which is no option, as the file.
///
/// error   Refusal, status 2: there is one already
void take_csv_file(std::string_view word, CsvOptions& options);
