// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "csv/lines.hpp"

/// How a file is laid out.
struct Layout {
  char separator = ',';
  std::vector<std::string> names;    ///< of the columns; empty: it has none
  std::size_t names_line = 1;        ///< the line that they stand in
  std::size_t data = 0;              ///< where the rows begin, among the lines looked at
  std::vector<std::string> assumed;  ///< what a reader may want to know, a few words each
};

/// Finds out how the file is laid out from its first lines: what separates the columns, which line names them, and what stands
/// above and below it that is neither a name nor a row.
///
/// shape   ahead: all lines of the file, or as many as one cares to look at
/// error   Refusal, status 1: there is no such line, or two readings are possible
[[nodiscard]] Layout find_layout(const std::string& file, std::span<const Line> ahead, char separator);
