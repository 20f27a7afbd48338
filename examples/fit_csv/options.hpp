// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "csv/options.hpp"

/// What the user asked for.
struct Options {
  std::uint32_t experts = 0;  ///< 0: as many as the Bayesian information criterion likes
  CsvOptions csv;
  float memory = 0.0f;   ///< rows, or the unit of --time; 0: for ever
  double holdout = 0.0;  ///< fraction of rows kept for test
  bool shuffle = false;
  std::uint32_t seed = 1;
  bool skip_bad = false;
  bool json = false;
  bool help = false;
  std::string svg;  ///< empty: no picture
};

/// How the program is called.
extern const std::string usage;

/// Reads the words of the command line.
///
/// error   Refusal, status 2
[[nodiscard]] Options parse_options(std::span<char* const> words);
