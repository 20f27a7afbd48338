// SPDX-License-Identifier: MIT
#include "columns.hpp"

#include <cmath>

Columns::Columns(const CsvReader& reader)
    : floats_(reader),
      input_names_(reader.input_names()),
      target_name_(reader.target().name()),
      spreads_(input_names_.size() + 1) {}

Row Columns::arrange(const CsvRow& row) {
  const std::vector<float>& held = floats_.hold(row);
  return {{held.begin(), held.end() - 1}, held.back(), static_cast<float>(row.elapsed)};
}

void Columns::watch(const Row& row) {
  for (std::size_t i = 0; i < row.inputs.size(); ++i) spreads_[i].watch(static_cast<double>(row.inputs[i]));
  spreads_.back().watch(static_cast<double>(row.target));
}

std::vector<std::string> Columns::find_constant() const {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < inputs(); ++i) {
    if (!spreads_[i].varies) names.emplace_back(input_names_[i]);
  }
  if (names.empty() && !spreads_.back().varies) names.push_back(target_name_);
  return names;
}

// The running mean and sum of squares of Welford.
void Columns::Spread::watch(double value) {
  if (count == 0) first = value;
  varies = varies || value != first;
  ++count;
  const double off = value - mean;
  mean += off / static_cast<double>(count);
  squares += off * (value - mean);
}

double Columns::Spread::deviation() const { return count > 1 ? std::sqrt(squares / static_cast<double>(count)) : 0.0; }
