// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <span>
#include <string>
#include <string_view>

#include "motet/model.hpp"
#include "text.hpp"

// As motet::print(model), where each column was held less its origin: centres and values are printed in the file's units, with
// as many digits as keep a prediction within a hundredth of sigma.

/// A coordinate in decimal: as many digits as `error` leaves, but 4 to 15.
[[nodiscard]] inline std::string coordinate(double value, double error) {
  const double digits = std::ceil(std::log10(std::fabs(value) / error)) + 1.0;
  return number(value, digits > 4.0 ? static_cast<int>(std::min(digits, 15.0)) : 4);
}

/// What an input may be off without moving a prediction by more than a hundredth of sigma.
template <std::size_t Dim, std::size_t Experts>
[[nodiscard]] double harmless_error(const motet::Model<Dim, Experts>& model, std::size_t input) {
  double error = 1e300;
  for (std::size_t i = 0; i < model.experts(); ++i) {
    const double slope = std::fabs(static_cast<double>(model.slope(i, input)));
    error = std::min(error, 0.01 * static_cast<double>(model.sigma(i)) / slope);
  }
  return error;
}

/// A row of the table: a name, the centre if there is one, and a text for each expert.
template <class Text>
void print_model_row(std::FILE* out, std::string_view name, const std::string& centre, std::size_t experts, Text text) {
  const std::string head(name.substr(0, 18));
  std::fprintf(out, "%-18s %11s", head.c_str(), centre.c_str());
  for (std::size_t i = 0; i < experts; ++i) std::fprintf(out, " %11s", text(i).c_str());
  std::fputc('\n', out);
}

/// Prints a model as a table: experts, then the gate.
///
/// shape   inputs: names, model.dim() of them; origins: what was subtracted from each, and last from the target
template <std::size_t Dim, std::size_t Experts>
void print_model(std::FILE* out, const motet::Model<Dim, Experts>& model, std::span<const std::string_view> inputs,
                 std::string_view target, std::span<const double> origins) {
  const std::size_t experts = model.experts();
  const auto heading = [&](std::size_t columns) {
    print_model_row(out, "", "centre", columns, [](std::size_t i) { return "expert " + std::to_string(i); });
  };
  const auto rows = [&](std::size_t columns, auto value) {
    for (std::size_t j = 0; j < model.dim(); ++j) {
      const double centre = origins[j] + static_cast<double>(model.centre(j));
      print_model_row(out, inputs[j], coordinate(centre, harmless_error(model, j)), columns,
                      [&](std::size_t i) { return number(static_cast<double>(value(i, j))); });
    }
  };
  std::fprintf(out, "%s = value at centre + sum of slope (input - centre), +- sigma\n", std::string(target).c_str());
  heading(experts);
  print_model_row(out, "value at centre", "", experts, [&](std::size_t i) {
    return coordinate(origins.back() + static_cast<double>(model.value_at_centre(i)),
                      0.01 * static_cast<double>(model.sigma(i)));
  });
  rows(experts, [&](std::size_t i, std::size_t j) { return model.slope(i, j); });
  print_model_row(out, "sigma", "", experts, [&](std::size_t i) { return number(static_cast<double>(model.sigma(i))); });
  if (experts < 2) return;
  std::fprintf(out, "gate: log odds against expert %zu\n", experts - 1);
  heading(experts - 1);
  print_model_row(out, "log odds at centre", "", experts - 1,
                  [&](std::size_t i) { return number(static_cast<double>(model.gate_at_centre(i))); });
  rows(experts - 1, [&](std::size_t i, std::size_t j) { return model.gate_slope(i, j); });
}
