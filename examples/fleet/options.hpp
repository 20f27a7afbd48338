// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "csv/options.hpp"

/// What the user asked for.
struct Options {
  bool fit = false;
  std::uint32_t experts = 0;  ///< 0: as the first state says
  CsvOptions csv;             ///< with a file: make a state of it
  std::uint32_t seed = 1;
  bool help = false;
  std::vector<std::string> states;  ///< "-" is stdin
};

/// How the program is called.
extern const std::string usage;

/// Reads the words of the command line.
///
/// error   Refusal, status 2
[[nodiscard]] Options parse_options(std::span<char* const> words);
