// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdio>
#include <string>

#include "learner.hpp"

/// What came of a run.
struct Summary {
  std::size_t rows = 0;        ///< good ones: learnt and held out
  std::size_t skipped = 0;     ///< bad ones
  std::size_t incomplete = 0;  ///< those without a value
  std::string target;
  Fit fit;
  Score test_mixture;
  Score test_linear;
};

/// Prints the mixture and the linear regression side by side.
void print_comparison(std::FILE* out, const Summary& summary);

/// Everything as one JSON object on one line; what is not known is null.
[[nodiscard]] std::string write_json(const Summary& summary);
