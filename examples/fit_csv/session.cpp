// SPDX-License-Identifier: MIT
#include "session.hpp"

#include <algorithm>
#include <string>

#include "arguments.hpp"
#include "text.hpp"

namespace {

constexpr std::size_t first_report = 256;

/// The one estimator of the program: too large for a stack, so it is not on it.
Estimator& the_estimator() {
  static Estimator only;
  return only;
}

std::string compared(double mixture, double linear) { return number(mixture) + " (linear " + number(linear) + ")"; }

}  // namespace

Session::Session(const Options& options, const CsvReader& reader)
    : options_(options),
      estimator_(the_estimator()),
      columns_(reader),
      shown_(most_marks, options.seed),
      next_report_(first_report) {
  motet::Settings settings;
  settings.dim = static_cast<std::uint32_t>(columns_.inputs());
  settings.seed = options.seed;
  settings.memory = options.memory;
  const motet::Status status = estimator_.reset(settings);
  if (status != motet::Status::ok) throw Refusal{motet::describe(status)};
}

void Session::learn(const Row& row) {
  if (fitted_) {
    ahead_mixture_.add(fit_.mixture, row);
    ahead_linear_.add(fit_.linear, row);
  }
  const motet::Status status = estimator_.push(row.inputs, row.target, row.elapsed);
  if (status != motet::Status::ok) throw Refusal{motet::describe(status)};
  columns_.watch(row);
  if (!options_.svg.empty()) shown_.offer(row);
  ++rows_;
  if (rows_ == next_report_) report();
  if (rows_ % 1000 == 0) progress_.show(std::to_string(rows_) + " rows");
}

motet::Status Session::finish(Fit& fit) {
  progress_.show("fitting " + std::to_string(rows_) + " rows");
  const motet::Status status = fit_stream(estimator_, whole_range(), fit);
  progress_.clear();
  return status;
}

std::size_t Session::count_needed() const {
  motet::Settings settings = estimator_.settings();
  settings.experts = std::max(options_.experts, 1u);
  return ::count_needed(settings);
}

Range Session::whole_range() const { return options_.experts > 0 ? Range{options_.experts, options_.experts} : Range{}; }

/// One expert more or less than last time: a report on the way should not take long.
Range Session::near_range() const {
  if (options_.experts > 0) return whole_range();
  const std::uint32_t last = fitted_ ? fit_.report.experts : 2;
  return {std::max(last - 1, 1u), std::min<std::uint32_t>(last + 1, most_experts)};
}

void Session::report() {
  next_report_ *= 2;
  std::string words = std::to_string(rows_) + " rows";
  if (ahead_mixture_.rows() > 0) {
    words += "; the last " + std::to_string(ahead_mixture_.rows()) + " predicted with RMSE " +
             compared(ahead_mixture_.rmse(), ahead_linear_.rmse());
  }
  const motet::Status status = fit_stream(estimator_, near_range(), fit_);
  fitted_ = status == motet::Status::ok;
  if (fitted_) {
    words += "; now " + std::to_string(fit_.report.experts) + (fit_.report.experts == 1 ? " expert, " : " experts, ") +
             compared(static_cast<double>(fit_.report.loglik), static_cast<double>(fit_.linear_report.loglik));
    words += " nats a row";
  } else {
    words += std::string("; no fit yet: ") + motet::describe(status);
  }
  ahead_mixture_ = Score();
  ahead_linear_ = Score();
  progress_.say("fit_csv: " + words);
}
