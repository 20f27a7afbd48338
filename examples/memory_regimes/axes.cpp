// SPDX-License-Identifier: MIT
#include "axes.hpp"

#include <algorithm>
#include <cmath>

#include "text.hpp"

Axes enclose(std::span<const Measurement> measurements) {
  Axes axes{1e9, -1e9, 1e9, -1e9};
  for (const Measurement& measurement : measurements) {
    const double size = static_cast<double>(measurement.size);
    const double latency = static_cast<double>(measurement.latency);
    axes.size_from = std::min(axes.size_from, size);
    axes.size_to = std::max(axes.size_to, size);
    axes.latency_from = std::min(axes.latency_from, latency);
    axes.latency_to = std::max(axes.latency_to, latency);
  }
  axes.size_from = std::floor(axes.size_from);
  axes.size_to = std::max(std::ceil(axes.size_to), axes.size_from + 1.0);
  axes.latency_from -= 0.4;
  axes.latency_to += 0.4;
  return axes;
}

std::vector<Tick> size_ticks(const Axes& axes) {
  std::vector<Tick> ticks;
  const int last = static_cast<int>(axes.size_to);
  for (int at = static_cast<int>(axes.size_from); at <= last; at += 2)
    ticks.push_back({1.0 * at, size_in_words(std::exp2(at))});
  return ticks;
}

std::vector<Tick> latency_ticks(const Axes& axes) {
  std::vector<Tick> ticks;
  for (int decade = -3; decade < 7; ++decade) {
    for (const double factor : {1.0, 2.0, 5.0}) {
      const double nanoseconds = factor * std::pow(10.0, decade);
      const double at = std::log2(nanoseconds);
      if (at >= axes.latency_from && at <= axes.latency_to) ticks.push_back({at, number(nanoseconds) + " ns"});
    }
  }
  return ticks;
}

std::vector<std::size_t> regime_of_experts(std::span<const Regime> regimes) {
  std::vector<std::size_t> numbers(most_experts, most_experts);
  for (std::size_t i = 0; i < regimes.size(); ++i) numbers[regimes[i].expert] = i;
  return numbers;
}

std::size_t attribute(const Model& model, const Measurement& measurement) {
  motet::Attribution<most_experts> attribution;
  static_cast<void>(model.attribute({&measurement.size, 1}, measurement.latency, attribution));
  return attribution.expert;
}
