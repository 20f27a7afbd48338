// SPDX-License-Identifier: MIT
#include "lines.hpp"

#include <algorithm>
#include <cmath>

namespace {

constexpr std::size_t first_rows = 200;
constexpr double start = 1e3;  // variance of a coefficient that nothing is known of
constexpr double most = 1e6;   // mean of the variances: what nothing excites does not wind up

}  // namespace

ForgettingLine::ForgettingLine(std::size_t inputs, double keep)
    : keep_(keep), line_(inputs + 1), gain_(inputs + 1), inverse_((inputs + 1) * (inputs + 1)) {
  for (std::size_t j = 0; j <= inputs; ++j) inverse_[j * (inputs + 2)] = start;
}

ForgettingLine::Squares ForgettingLine::learn(std::span<const double> z, double y) {
  const std::size_t order = line_.size();
  double error = y, grown = keep_, trace = 0.0;
  for (std::size_t j = 0; j < order; ++j) {
    error -= line_[j] * z[j];
    gain_[j] = 0.0;
    for (std::size_t l = 0; l < order; ++l) gain_[j] += inverse_[j * order + l] * z[l];
    grown += gain_[j] * z[j];
  }
  for (std::size_t j = 0; j < order; ++j) {
    line_[j] += gain_[j] / grown * error;
    for (std::size_t l = 0; l <= j; ++l) {
      const double next = (inverse_[j * order + l] - gain_[j] * gain_[l] / grown) / keep_;
      inverse_[j * order + l] = inverse_[l * order + j] = next;
    }
    trace += inverse_[j * (order + 1)];
  }
  const double largest = most * static_cast<double>(order);
  if (trace > largest) {
    for (double& entry : inverse_) entry *= largest / trace;
  }
  const double rho = square_ > 0.0 ? std::clamp(along_ / square_, -0.2, 1.0) : 0.0;
  const double rest = error - rho * last_;
  along_ = 0.999 * along_ + error * last_;
  square_ = 0.999 * square_ + last_ * last_;
  last_ = error;
  return {error * error, rest * rest};
}

Rivals::Rivals(std::size_t inputs) : inputs_(inputs) {
  for (const double keep : keeps) lines_.emplace_back(inputs, keep);
}

void Rivals::take(std::span<const float> row) {
  if (!shift_.empty()) return run(row);
  waiting_.emplace_back(row.begin(), row.end());
  if (waiting_.size() == first_rows) begin();
}

void Rivals::finish() {
  if (shift_.empty()) begin();
}

void Rivals::begin() {
  const double count = static_cast<double>(std::max<std::size_t>(waiting_.size(), 1));
  for (std::size_t j = 0; j <= inputs_; ++j) {
    double sum = 0.0, squares = 0.0;
    for (const auto& row : waiting_) sum += static_cast<double>(row[j]) / count;
    for (const auto& row : waiting_) squares += std::pow(static_cast<double>(row[j]) - sum, 2) / count;
    const double least = 1e-3 * std::fabs(sum);  // a constant input moves later on
    shift_.push_back(sum);
    scale_.push_back(squares > 1e-12 * sum * sum && squares > 0.0 ? std::sqrt(squares) : least > 0.0 ? least : 1e-3);
  }
  for (const auto& row : waiting_) run(row);
  waiting_.clear();
}

void Rivals::run(std::span<const float> row) {
  std::vector<double> z(inputs_ + 1, 1.0);
  for (std::size_t j = 0; j < inputs_; ++j) z[1 + j] = (static_cast<double>(row[j]) - shift_[j]) / scale_[j];
  const double unit = scale_[inputs_] * scale_[inputs_];
  const double y = (static_cast<double>(row[inputs_]) - shift_[inputs_]) / scale_[inputs_];
  std::vector<double> squares(2 * lines);
  for (std::size_t k = 0; k < lines; ++k) {
    const ForgettingLine::Squares both = lines_[k].learn(z, y);
    squares[k] = unit * both.plain;
    squares[lines + k] = unit * both.corrected;
  }
  done_.push_back(std::move(squares));
}

std::vector<std::vector<double>> Rivals::collect() {
  std::vector<std::vector<double>> done;
  done.swap(done_);
  return done;
}
