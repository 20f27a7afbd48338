// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdio>
#include <string>

#include "motet/learner_report.hpp"

/// What the program tells at the end. Errors in the target's units, after the first tenth of the rows.
struct Summary {
  std::size_t rows = 0;      ///< with a target
  std::size_t unscored = 0;  ///< without one
  std::size_t skipped = 0;
  std::size_t incomplete = 0;  ///< left out, for an input was missing
  std::size_t inputs = 0;
  double rmse = 0.0;
  double rmse_all = 0.0;  ///< of every row but the first
  double rmse_last_value = 0.0;
  double rmse_line = 0.0;          ///< recursive least squares that forgets nothing
  double rmse_best_line = 0.0;     ///< with the forgetting that was best in hindsight
  double rmse_best_line_ar = 0.0;  ///< the same with the autoregression of its residuals
  double log_density = 0.0;        ///< nats a row
  double coverage = 0.0;           ///< share of the targets within their intervals of 95 %
  double width = 0.0;              ///< mean of these
  motet::LearnerReport report;
  std::size_t bytes = 0;
};

void print_summary(std::FILE* out, const Summary& summary);

[[nodiscard]] std::string write_json(const Summary& summary);
