// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string>

#include "csv/options.hpp"

/// What the user asked for.
struct Options {
  CsvOptions csv;
  bool skip_bad = false;
  bool json = false;
  bool help = false;
  std::string svg;   ///< empty: no picture
  std::string load;  ///< empty: the learner begins anew
  std::string save;  ///< empty: it ends with the program
};

/// How the program is called.
extern const std::string usage;

/// Reads the words of the command line.
///
/// error   Refusal, status 2
[[nodiscard]] Options parse_options(std::span<char* const> words);
