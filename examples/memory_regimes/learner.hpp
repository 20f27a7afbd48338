// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <vector>

#include "motet/estimator.hpp"
#include "motet/model.hpp"
#include "motet/report.hpp"
#include "motet/status.hpp"

/// One measurement: log2 of the working set in bytes, log2 of the latency in nanoseconds.
struct Measurement {
  float size = 0.0f;
  float latency = 0.0f;
};

inline constexpr std::size_t most_experts = 4;

using Estimator = motet::Estimator<1, most_experts, 2048>;
using Model = motet::Model<1, most_experts>;

/// What the learner knows at some moment.
struct Knowledge {
  Model model;
  motet::Report report;
};

/// Fits two to five experts to the stream so far and keeps the number that the Bayesian
/// information criterion likes best.
///
/// error   the first Status that is not ok, if no number of experts fits; then `knowledge` is as it was
[[nodiscard]] motet::Status learn(Estimator& estimator, Knowledge& knowledge);

/// An interval of working sets that one expert rules: there the gate thinks it the most likely.
struct Regime {
  std::size_t expert = 0;
  double from = 0.0;    ///< log2 bytes
  double to = 0.0;      ///< log2 bytes
  double middle = 0.0;  ///< nanoseconds in the middle of it
  double growth = 0.0;  ///< factor in latency for each doubling of the size
};

/// The regimes between two sizes, smallest first. An expert that never rules has none.
///
/// unit    from, to: log2 bytes
[[nodiscard]] std::vector<Regime> find_regimes(const Model& model, double from, double to);

/// The gate at `size`.
[[nodiscard]] motet::Prediction<most_experts> predict(const Model& model, double size);

/// The line of one expert, log2 ns.
[[nodiscard]] double line(const Model& model, std::size_t expert, double size);
