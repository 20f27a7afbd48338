// SPDX-License-Identifier: MIT
#include "columns.hpp"

#include <algorithm>
#include <cmath>

#include "text.hpp"

Columns::Columns(const CsvReader& reader, const std::string& target) {
  const std::vector<std::string>& names = reader.names();
  const auto found = target.empty() ? names.end() - 1 : std::find(names.begin(), names.end(), target);
  if (found == names.end()) throw reader.refuse(1, "no column is called '" + printable(target) + "'");
  const std::size_t place = static_cast<std::size_t>(found - names.begin());
  for (std::size_t i = 0; i < names.size(); ++i) {
    Column column;
    column.name = names[i];
    column.place = i;
    if (i == place) {
      target_ = column;
    } else {
      inputs_.push_back(column);
    }
  }
  for (const Column& column : inputs_) input_names_.push_back(column.name);
}

Row Columns::arrange(const std::vector<float>& values) const {
  Row row;
  row.inputs.reserve(inputs_.size());
  for (const Column& column : inputs_) row.inputs.push_back(values[column.place]);
  row.target = values[target_.place];
  return row;
}

void Columns::watch(const Row& row) {
  for (std::size_t i = 0; i < inputs_.size(); ++i) inputs_[i].watch(static_cast<double>(row.inputs[i]));
  target_.watch(static_cast<double>(row.target));
}

std::string_view Columns::find_constant() const {
  for (const Column& column : inputs_) {
    if (!column.varies) return column.name;
  }
  return target_.varies ? std::string_view() : std::string_view(target_.name);
}

// The running mean and sum of squares of Welford.
void Columns::Column::watch(double value) {
  if (count == 0) first = value;
  varies = varies || value != first;
  ++count;
  const double off = value - mean;
  mean += off / static_cast<double>(count);
  squares += off * (value - mean);
}

double Columns::Column::deviation() const { return count > 1 ? std::sqrt(squares / static_cast<double>(count)) : 0.0; }
