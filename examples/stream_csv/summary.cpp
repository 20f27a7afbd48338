// SPDX-License-Identifier: MIT
#include "summary.hpp"

#include <cmath>

#include "motet/print.hpp"
#include "text.hpp"

namespace {

void print_line(std::FILE* out, const char* what, double value, double best) {
  std::fprintf(out, "  %-58s %12s %8.3f\n", what, number(value, 5).c_str(), best > 0.0 ? value / best : 1.0);
}

/// A number for JSON, which knows none that is not finite.
std::string real(double value) { return std::isfinite(value) ? number(value, 9) : "null"; }

}  // namespace

void print_summary(std::FILE* out, const Summary& s) {
  if (s.skipped > 0) std::fprintf(out, "skipped     %zu bad row%s.\n", s.skipped, s.skipped == 1 ? "" : "s");
  if (s.incomplete > 0) {
    std::fprintf(out, "left out    %zu row%s without the value of an input.\n", s.incomplete, s.incomplete == 1 ? "" : "s");
  }
  if (s.unscored > 0) std::fprintf(out, "predicted   %zu row%s without a target.\n", s.unscored, s.unscored == 1 ? "" : "s");
  motet::print(out, s.report);
  std::fprintf(out, "\n  %-58s %12s %8s\n", "RMSE after the first tenth", "", "ratio");
  print_line(out, "the learner", s.rmse, s.rmse);
  print_line(out, "the last value", s.rmse_last_value, s.rmse);
  print_line(out, "one line (recursive least squares)", s.rmse_line, s.rmse);
  print_line(out, "the best of 12 lines that forget, chosen in hindsight", s.rmse_best_line, s.rmse);
  print_line(out, "the same with the autoregression of its residuals", s.rmse_best_line_ar, s.rmse);
  std::fprintf(out, "\n  %s nats a row; %.1f %% of the targets within 95 %%, %s wide in the mean; %s\n",
               number(s.log_density).c_str(), 100.0 * s.coverage, number(s.width).c_str(),
               size_in_words(static_cast<double>(s.bytes)).c_str());
}

std::string write_json(const Summary& s) {
  std::string text = "{\"rows\": " + std::to_string(s.rows);
  const auto add = [&text](const char* key, const std::string& value) { text += std::string(", \"") + key + "\": " + value; };
  add("rows_skipped", std::to_string(s.skipped));
  add("rows_incomplete", std::to_string(s.incomplete));
  add("rows_unscored", std::to_string(s.unscored));
  add("dim", std::to_string(s.inputs));
  add("rmse", real(s.rmse));
  add("rmse_all", real(s.rmse_all));
  add("rmse_last_value", real(s.rmse_last_value));
  add("rmse_line", real(s.rmse_line));
  add("rmse_best_line", real(s.rmse_best_line));
  add("rmse_best_line_ar", real(s.rmse_best_line_ar));
  add("log_density", real(s.log_density));
  add("coverage_95", real(s.coverage));
  add("width_95", real(s.width));
  add("changes", std::to_string(s.report.changes));
  add("experts", std::to_string(s.report.experts));
  add("bytes", std::to_string(s.bytes));
  return text + "}";
}
