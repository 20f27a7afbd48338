// SPDX-License-Identifier: MIT
#include "session.hpp"

#include <algorithm>
#include <cmath>

#include "arguments.hpp"
#include "image_file.hpp"
#include "text.hpp"

namespace {

constexpr std::size_t most_blocks = 1u << 17;

// Of a row: squared errors of the learner and of the last value, log density, whether the interval held it, how wide that
// was.
constexpr std::size_t error = 0, last_error = 1, density = 2, inside = 3, width = 4, fields = 5;

[[nodiscard]] double squared(double value) { return value * value; }

}  // namespace

Session::Session(std::size_t inputs, bool drawn)
    : inputs_(inputs),
      drawn_(drawn),
      learner_(make_learner(inputs)),
      rivals_(inputs),
      own_(fields, most_blocks),
      others_(2 * Rivals::lines, most_blocks),
      trace_(learner_->report().members) {}

void Session::learn(std::span<const float> row, float elapsed) {
  const std::span<const float> x = row.first(inputs_);
  const float y = row[inputs_];
  motet::Forecast forecast;
  motet::Status status = learner_->predict(x, forecast);
  if (status == motet::Status::ok) status = learner_->learn(x, y, elapsed);
  if (status != motet::Status::ok && status != motet::Status::changed) throw Refusal{motet::describe(status)};
  score(forecast, y);
  rivals_.take(row);
  for (const std::vector<double>& squares : rivals_.collect()) others_.add(squares);
  if (drawn_) remember(x, forecast, y, status == motet::Status::changed);
  if (own_.rows() % 1000 == 0) show();
}

void Session::pass(std::span<const float> inputs) {
  motet::Forecast forecast;
  if (const motet::Status status = learner_->predict(inputs, forecast); status != motet::Status::ok) {
    throw Refusal{motet::describe(status)};
  }
  ++unscored_;
}

void Session::load(const std::string& file) {
  const motet::Status status = learner_->load(read_image(file));
  if (status != motet::Status::ok) throw Refusal{printable(file) + ": " + motet::describe(status)};
}

void Session::save(const std::string& file) const { write_image(file, learner_->save()); }

void Session::score(const motet::Forecast& forecast, float y) {
  const double target = static_cast<double>(y);
  std::vector<double> row(fields);
  const bool first = own_.rows() == 0;  // of which nothing can be predicted
  row[error] = first ? 0.0 : squared(static_cast<double>(forecast.mean) - target);
  row[last_error] = first ? 0.0 : squared(last_ - target);
  row[density] = static_cast<double>(learner_->log_density());
  row[inside] = y >= forecast.lower && y <= forecast.upper ? 1.0 : 0.0;
  row[width] = static_cast<double>(forecast.upper) - static_cast<double>(forecast.lower);
  own_.add(row);
  last_ = target;
}

void Session::remember(std::span<const float> x, const motet::Forecast& forecast, float y, bool changed) {
  const motet::LearnerReport report = learner_->report();
  std::vector<double> row(Trace::first_member + report.members);
  row[Trace::measured] = static_cast<double>(y);
  row[Trace::foretold] = static_cast<double>(own_.rows() > 1 ? forecast.mean : y);
  row[Trace::lower] = static_cast<double>(own_.rows() > 2 ? forecast.lower : y);
  row[Trace::upper] = static_cast<double>(own_.rows() > 2 ? forecast.upper : y);
  row[Trace::changes] = changed ? 1.0 : 0.0;
  row[Trace::first_regime + learner_->regime(x)] = 1.0;
  for (std::size_t m = 0; m < report.members; ++m) {
    row[Trace::first_member + m] = static_cast<double>(report.member[m].weight);
  }
  trace_.blocks.add(row);
}

void Session::show() {
  progress_.show(std::to_string(own_.rows()) + " rows; RMSE " + number(std::sqrt(own_.mean(error, 0))) + ", the last value's " +
                 number(std::sqrt(own_.mean(last_error, 0))));
}

Summary Session::finish() {
  rivals_.finish();
  for (const std::vector<double>& squares : rivals_.collect()) others_.add(squares);
  progress_.clear();
  const std::size_t from = own_.find(std::max<std::size_t>(own_.rows() / 10, 1));
  const auto root = [&](const Blocks& blocks, std::size_t field) { return std::sqrt(blocks.mean(field, from)); };
  Summary summary;
  summary.rows = own_.rows();
  summary.unscored = unscored_;
  summary.inputs = inputs_;
  summary.rmse = root(own_, error);
  const double n = static_cast<double>(own_.rows());
  summary.rmse_all = n > 1.0 ? std::sqrt(own_.mean(error, 0) * n / (n - 1.0)) : 0.0;
  summary.rmse_last_value = root(own_, last_error);
  summary.rmse_line = root(others_, 0);
  summary.rmse_best_line = summary.rmse_line;
  summary.rmse_best_line_ar = root(others_, Rivals::lines);
  for (std::size_t k = 1; k < Rivals::lines; ++k) {
    summary.rmse_best_line = std::min(summary.rmse_best_line, root(others_, k));
    summary.rmse_best_line_ar = std::min(summary.rmse_best_line_ar, root(others_, Rivals::lines + k));
  }
  summary.log_density = own_.mean(density, from);
  summary.coverage = own_.mean(inside, from);
  summary.width = own_.mean(width, from);
  summary.report = learner_->report();
  summary.bytes = learner_->bytes();
  return summary;
}
