// SPDX-License-Identifier: MIT
#include "summary.hpp"

#include <cmath>

#include "text.hpp"

namespace {

std::string or_unknown(double value) { return std::isfinite(value) ? number(value, 5) : "unknown"; }

void print_line(std::FILE* out, const char* what, double mixture, double linear) {
  std::fprintf(out, "  %-28s %14s %24s\n", what, or_unknown(mixture).c_str(), or_unknown(linear).c_str());
}

const char* name(motet::Start start) {
  switch (start) {
    case motet::Start::none: return "none";
    case motet::Start::tensor: return "tensor";
    case motet::Start::gate_first: return "gate_first";
    case motet::Start::in_use: return "in_use";
    case motet::Start::linear: return "linear";
  }
  return "none";
}

/// Members of a JSON object, one after the other.
class Object {
 public:
  void text(std::string_view key, std::string_view value) { add(key, quote_json(value)); }
  void count(std::string_view key, std::size_t value) { add(key, std::to_string(value)); }
  void flag(std::string_view key, bool value) { add(key, value ? "true" : "false"); }
  void real(std::string_view key, double value) { add(key, std::isfinite(value) ? number(value, 9) : "null"); }
  [[nodiscard]] std::string close() const { return '{' + members_ + '}'; }

 private:
  void add(std::string_view key, const std::string& value) {
    members_ += (members_.empty() ? "" : ", ") + quote_json(key) + ": " + value;
  }

  std::string members_;
};

}  // namespace

void print_comparison(std::FILE* out, const Summary& summary) {
  const std::size_t tested = summary.test_mixture.rows();
  std::fprintf(out, "  %-28s %14s %24s\n", "", "mixture", "one linear regression");
  print_line(out, "nats a row, rows kept", static_cast<double>(summary.fit.report.loglik),
             static_cast<double>(summary.fit.linear_report.loglik));
  if (tested == 0) return;
  print_line(out, "nats a row, test", summary.test_mixture.loglik(), summary.test_linear.loglik());
  print_line(out, "RMSE, test", summary.test_mixture.rmse(), summary.test_linear.rmse());
  std::fprintf(out, "  Test: %zu of %zu rows, none of which was learnt. More nats and less RMSE are better.\n", tested,
               summary.rows);
  if (summary.test_mixture.rmse() > summary.test_linear.rmse()) {
    std::fputs(
        "  The mixture predicts worse than one linear regression here: the test rows are unlike those learnt\n"
        "  (drift? try --shuffle to see), or there are too many experts for so few rows.\n",
        out);
  }
}

std::string write_json(const Summary& summary) {
  const motet::Report& report = summary.fit.report;
  Object object;
  object.text("target", summary.target);
  object.count("rows", summary.rows);
  object.count("rows_train", summary.rows - summary.test_mixture.rows());
  object.count("rows_test", summary.test_mixture.rows());
  object.count("rows_skipped", summary.skipped);
  object.count("rows_incomplete", summary.incomplete);
  object.count("dim", report.dim);
  object.count("rank", report.rank);
  object.count("experts", report.experts);
  object.text("start", name(report.start));
  object.flag("converged", report.converged);
  object.real("loglik_train", static_cast<double>(report.loglik));
  object.real("loglik_linear_train", static_cast<double>(summary.fit.linear_report.loglik));
  object.real("loglik_test", summary.test_mixture.loglik());
  object.real("loglik_linear_test", summary.test_linear.loglik());
  object.real("rmse_test", summary.test_mixture.rmse());
  object.real("rmse_linear_test", summary.test_linear.rmse());
  object.count("bytes", sizeof(Estimator));
  object.count("bytes_model", sizeof(Model));
  return object.close();
}
