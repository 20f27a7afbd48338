// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string>
#include <vector>

#include "learner.hpp"

/// The ends of the axes: log2 bytes and log2 ns.
struct Axes {
  double size_from = 0.0;
  double size_to = 1.0;
  double latency_from = 0.0;
  double latency_to = 1.0;
};

/// A place on an axis and what to write there.
struct Tick {
  double at = 0.0;
  std::string label;
};

/// Axes that hold all measurements, with a little air.
[[nodiscard]] Axes enclose(std::span<const Measurement> measurements);

/// 4 KiB, 16 KiB, ... within the axis.
[[nodiscard]] std::vector<Tick> size_ticks(const Axes& axes);

/// 1 ns, 2 ns, 5 ns, 10 ns, ... within the axis.
[[nodiscard]] std::vector<Tick> latency_ticks(const Axes& axes);

/// The number of the regime of each expert; most_experts for one that rules nowhere.
[[nodiscard]] std::vector<std::size_t> regime_of_experts(std::span<const Regime> regimes);

/// The most responsible expert of a measurement.
[[nodiscard]] std::size_t attribute(const Model& model, const Measurement& measurement);
