// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "support/csv.hpp"
#include "support/samples.hpp"

namespace motet::bench {

/// The CSV files of a folder by name; none if it is no folder.
[[nodiscard]] inline std::vector<std::filesystem::path> list_csv(const std::string& folder) {
  std::vector<std::filesystem::path> files;
  if (!std::filesystem::is_directory(folder)) return files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == ".csv") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

/// The rows of a file, the last column the target, in the file's order or, with a shuffle above 0, mixed; `most` of them at
/// most.
[[nodiscard]] inline support::Samples read_samples(const std::filesystem::path& path, std::uint32_t shuffle, std::size_t most) {
  const support::Table table = support::read_csv(path.string());
  std::vector<std::size_t> order(table.rows);
  for (std::size_t t = 0; t < table.rows; ++t) order[t] = t;
  support::Random random(2026u + shuffle);
  for (std::size_t t = table.rows; shuffle > 0 && t > 1; --t) {
    std::swap(order[t - 1], order[random.below(static_cast<std::uint32_t>(t))]);
  }
  const std::size_t count = std::min(table.rows, most);
  const std::size_t dim = table.columns - 1;
  support::Samples samples{static_cast<std::uint32_t>(dim), count, std::vector<float>(count * dim), std::vector<float>(count)};
  for (std::size_t t = 0; t < count; ++t) {
    const double* row = &table.values[order[t] * table.columns];
    for (std::size_t j = 0; j < dim; ++j) samples.x[t * dim + j] = static_cast<float>(row[j]);
    samples.y[t] = static_cast<float>(row[dim]);
  }
  return samples;
}

}  // namespace motet::bench
