// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <vector>

/// One value of a curve, and the range about it.
struct Value {
  double x, low, middle, high;
};

struct Series {
  std::string name;
  std::size_t colour = 0;
  std::vector<Value> values{};
  bool dots = true;     ///< a dot at each value
  bool dashed = false;  ///< a theory, a reference
};

struct Axis {
  std::string name;
  bool logarithmic = false;
  double from = 0.0, to = 0.0;  ///< equal: as the values are
};

struct Panel {
  std::string title;
  Axis across, up;
  std::vector<Series> series{};
};

/// Panels side by side, with one legend: series of one colour share its line.
struct Figure {
  std::string name;  ///< of its files
  std::string title, subtitle;
  std::size_t columns = 1;
  std::vector<Panel> panels{};
  bool nested = false;  ///< curves coincide: each is thinner than the one below it
};

/// Middle and quartiles of `values` at x; values that are not finite count as infinite.
[[nodiscard]] Value summarise(double x, std::vector<double> values);

/// Writes `name`.csv and `name`.svg into a folder that exists.
///
/// error   Refusal, status 1: cannot write
void save(const Figure& figure, const std::string& folder);
