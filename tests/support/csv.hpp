// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

namespace motet::support {

/// Numbers of a CSV file with a header line, row by row.
struct Table {
  std::size_t columns = 0;
  std::size_t rows = 0;
  std::vector<double> values;
};

/// Reads a clean file (no quotes, no missing values); rows of another length than the header are left out.
[[nodiscard]] inline Table read_csv(const std::string& path) {
  Table table;
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  for (const char letter : line) table.columns += letter == ',';
  ++table.columns;
  while (std::getline(file, line)) {
    const std::size_t before = table.values.size();
    const char* at = line.c_str();
    for (char* end = nullptr; *at != '\0' && *at != '\r'; at = *end == ',' ? end + 1 : end) {
      table.values.push_back(std::strtod(at, &end));
      if (end == at) break;
    }
    if (table.values.size() - before == table.columns) {
      ++table.rows;
    } else {
      table.values.resize(before);
    }
  }
  return table;
}

}  // namespace motet::support
