// SPDX-License-Identifier: MIT
#include "csv/floats.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "text.hpp"

namespace {

constexpr std::size_t most_values = 1024;
constexpr double most_loss = 1e-3;  // of the spread: it moves a slope by a millionth

/// Leaves every other value.
void thin(std::vector<double>& values) {
  for (std::size_t i = 0; 2 * i < values.size(); ++i) values[i] = values[2 * i];
  values.resize((values.size() + 1) / 2);
}

}  // namespace

Floats::Floats(const CsvReader& reader, From from) : from_(from) {
  for (const Column& column : reader.inputs()) losses_.push_back({.column = &column, .values = {}});
  losses_.push_back({.column = &reader.target(), .values = {}});
  origins_.resize(losses_.size());
  row_.resize(losses_.size());
}

const std::vector<float>& Floats::hold(const CsvRow& row) {
  for (std::size_t i = 0; i < row.inputs.size(); ++i) row_[i] = hold(i, row.inputs[i]);
  row_.back() = hold(row.inputs.size(), row.target);
  return row_;
}

/// The error of a value is the float's, and what the double may have lost of what was written.
float Floats::hold(std::size_t column, double value) {
  if (std::isnan(value)) return std::numeric_limits<float>::quiet_NaN();
  Loss& loss = losses_[column];
  if (!loss.placed && from_ == From::origin) origins_[column] = loss.column->origin();
  loss.placed = true;
  const double rest = value - origins_[column];
  const float held = static_cast<float>(rest);
  const double error =
      std::fabs(static_cast<double>(held) - rest) + std::numeric_limits<double>::epsilon() / 2.0 * std::fabs(value);
  loss.squares += error * error;
  if (loss.count++ % loss.stride == 0) loss.values.push_back(value);
  if (loss.values.size() == most_values) {
    thin(loss.values);
    loss.stride *= 2;
  }
  return held;
}

/// Between the quartiles, for a wild row must not hide a loss; between the ends where that is nothing.
double Floats::Loss::spread() const {
  std::vector<double> sorted = values;
  std::sort(sorted.begin(), sorted.end());
  if (sorted.empty()) return 0.0;
  const double quartiles = sorted[3 * (sorted.size() - 1) / 4] - sorted[(sorted.size() - 1) / 4];
  return quartiles > 0.0 ? quartiles : sorted.back() - sorted.front();
}

std::string Floats::complain() const {
  std::string names;
  for (const Loss& loss : losses_) {
    const double error = std::sqrt(loss.squares / static_cast<double>(std::max<std::size_t>(loss.count, 1)));
    const double spread = loss.spread();
    if (!(spread > 0.0) || error <= most_loss * spread) continue;
    names += (names.empty() ? "" : ", ") + quoted(loss.column->name()) + " (to " + number(error, 2) +
             ", its values spread over " + number(spread, 2) + ')';
  }
  return names.empty() ? names
                       : "floats cannot hold column " + names + ": subtract a constant from it, or mend its wild values";
}
