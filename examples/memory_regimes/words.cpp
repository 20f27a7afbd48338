// SPDX-License-Identifier: MIT
#include "words.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "text.hpp"

namespace {

std::string bytes(double size) { return size_in_words(std::exp2(size)); }

std::string nanoseconds(double value) { return number(value, value < 100.0 ? 2 : 3) + " ns"; }

}  // namespace

std::string describe(std::span<const Regime> regimes, std::size_t which) {
  const Regime& regime = regimes[which];
  std::string text = "regime " + std::to_string(which + 1) + ": ";
  if (regimes.size() == 1) {
    text += "all sizes";
  } else if (which == 0) {
    text += "up to " + bytes(regime.to);
  } else if (which + 1 == regimes.size()) {
    text += "above " + bytes(regime.from);
  } else {
    text += bytes(regime.from) + " to " + bytes(regime.to);
  }
  return text + ", " + nanoseconds(regime.middle);
}

std::string summarise(std::span<const Regime> regimes) {
  std::string text = std::to_string(regimes.size()) + (regimes.size() == 1 ? " regime: " : " regimes: ");
  for (std::size_t i = 0; i < regimes.size(); ++i) {
    const bool last = i + 1 == regimes.size();
    text += nanoseconds(regimes[i].middle) + (last ? (i == 0 ? "" : " above") : " to " + bytes(regimes[i].to) + ", ");
  }
  return text;
}

std::string tabulate(std::span<const Regime> regimes, std::span<const Measurement> measurements) {
  std::string table = "  regime       from         to    in the middle    each doubling    measurements\n";
  for (std::size_t i = 0; i < regimes.size(); ++i) {
    const Regime& regime = regimes[i];
    const auto inside = std::count_if(measurements.begin(), measurements.end(), [&](const Measurement& measurement) {
      const double size = static_cast<double>(measurement.size);
      return size >= regime.from && size < regime.to;
    });
    char row[160];
    std::snprintf(row, sizeof row, "  %6zu %10s %10s %16s %16s %15ld\n", i + 1, bytes(regime.from).c_str(),
                  bytes(regime.to).c_str(), nanoseconds(regime.middle).c_str(), ("x " + number(regime.growth, 3)).c_str(),
                  static_cast<long>(inside));
    table += row;
  }
  return table;
}
