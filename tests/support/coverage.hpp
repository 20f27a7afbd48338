// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "motet/errors.hpp"
#include "support/mixture.hpp"

// How often an interval around a parameter holds the truth. No heap, so that it runs on a board.

namespace motet::support {

/// Intervals of 1.96 standard errors either side, by the kind of parameter.
struct Coverage {
  static constexpr std::size_t kinds = 7;  ///< slope, value at the centre, intercept; the same of the gate; sigma

  std::uint32_t tried[kinds]{};
  std::uint32_t held[kinds]{};
  std::uint32_t refused = 0;  ///< streams without a model or without errors
  std::uint32_t strayed = 0;  ///< streams whose fit lies in another optimum than the truth

  void count(std::size_t kind, float value, float error, double truth) {
    ++tried[kind];
    held[kind] += std::fabs(static_cast<double>(value) - truth) <= 1.959964 * static_cast<double>(error);
  }

  void add(const Coverage& other) {
    for (std::size_t kind = 0; kind < kinds; ++kind) {
      tried[kind] += other.tried[kind];
      held[kind] += other.held[kind];
    }
    refused += other.refused;
    strayed += other.strayed;
  }

  [[nodiscard]] double percent(std::size_t kind) const { return 100.0 * held[kind] / std::fmax(tried[kind], 1.0); }
  [[nodiscard]] double percent() const {
    double all = 0.0, in = 0.0;
    for (std::size_t kind = 0; kind < kinds; ++kind) {
      all += tried[kind];
      in += held[kind];
    }
    return 100.0 * in / std::fmax(all, 1.0);
  }
};

/// The expert of the truth that each expert of the model is, so that the slopes and intercepts together lie nearest.
struct Matching {
  std::uint32_t of[max_experts]{};
  double distance = 1e300;  ///< largest of an expert, squared
};

template <std::size_t Dim, std::size_t Experts>
[[nodiscard]] Matching match_experts(const Model<Dim, Experts>& model, const Mixture& truth) {
  const auto distance = [&](std::uint32_t i, std::uint32_t t) {
    double off = static_cast<double>(model.intercept(i)) - truth.intercept[t];
    double sum = off * off;
    for (std::uint32_t j = 0; j < truth.dim; ++j) {
      off = static_cast<double>(model.slope(i, j)) - truth.slope[t][j];
      sum += off * off;
    }
    return sum;
  };
  std::uint32_t order[max_experts] = {0, 1, 2, 3, 4, 5, 6, 7};
  Matching best;
  double least = 1e300;
  do {
    double sum = 0.0, worst = 0.0;
    for (std::uint32_t i = 0; i < truth.experts; ++i) {
      const double off = distance(i, order[i]);
      sum += off;
      worst = std::fmax(worst, off);
    }
    if (sum >= least) continue;
    least = sum;
    best.distance = worst;
    std::copy(order, order + max_experts, best.of);
  } while (std::next_permutation(order, order + truth.experts));
  return best;
}

/// Compares every parameter of the model with the truth.
template <std::size_t Dim, std::size_t Experts>
[[nodiscard]] Coverage cover(const Model<Dim, Experts>& model, const StandardErrors<Dim, Experts>& errors, const Mixture& truth,
                             const Matching& match) {
  Coverage coverage;
  const std::uint32_t last = match.of[truth.experts - 1];
  for (std::uint32_t i = 0; i < truth.experts; ++i) {
    const std::uint32_t t = match.of[i];
    double value = truth.intercept[t];
    double gate = truth.gate_intercept[t] - truth.gate_intercept[last];
    const bool gauge = i + 1 == truth.experts;
    coverage.count(2, model.intercept(i), errors.intercept(i), value);
    if (!gauge) coverage.count(5, model.gate_intercept(i), errors.gate_intercept(i), gate);
    for (std::uint32_t j = 0; j < truth.dim; ++j) {
      const double centre = static_cast<double>(model.centre(j));
      const double slope = truth.gate_slope[t][j] - truth.gate_slope[last][j];
      coverage.count(0, model.slope(i, j), errors.slope(i, j), truth.slope[t][j]);
      if (!gauge) coverage.count(3, model.gate_slope(i, j), errors.gate_slope(i, j), slope);
      value += truth.slope[t][j] * centre;
      gate += slope * centre;
    }
    coverage.count(1, model.value_at_centre(i), errors.value_at_centre(i), value);
    if (!gauge) coverage.count(4, model.gate_at_centre(i), errors.gate_at_centre(i), gate);
    coverage.count(6, model.sigma(i), errors.sigma(i), truth.sigma);
  }
  return coverage;
}

/// Noise that no model here describes: from a quarter of sigma to many times it, with |x1|.
[[nodiscard]] inline float draw_uneven(Mixture truth, Random& random, float* x) {
  const double sigma = truth.sigma;
  truth.sigma = 0.0;
  const float y = draw_sample(truth, random, x);
  return y + static_cast<float>(sigma * (0.25 + std::fabs(static_cast<double>(x[0]))) * random.normal());
}

/// Streams `count` samples of `truth`, fits, and compares; of uneven noise sigma is no parameter.
template <std::size_t Dim, std::size_t Experts, std::size_t Window>
[[nodiscard]] Coverage try_errors(Estimator<Dim, Experts, Window>& estimator, const Mixture& truth, Random& random,
                                  std::uint32_t count, bool uneven = false) {
  float x[max_cubic_dim];
  Coverage coverage;
  bool learnt = true;
  for (std::uint32_t t = 0; t < count; ++t) {
    const float y = uneven ? draw_uneven(truth, random, x) : draw_sample(truth, random, x);
    learnt &= estimator.push({x, truth.dim}, y) == Status::ok;
  }
  Model<Dim, Experts> model;
  StandardErrors<Dim, Experts> errors;
  if (!learnt || estimator.fit(model) != Status::ok || measure_errors(estimator, model, errors) != Status::ok) {
    coverage.refused = 1;
    return coverage;
  }
  const Matching match = match_experts(model, truth);
  coverage = cover(model, errors, truth, match);
  if (uneven) coverage.held[6] = coverage.tried[6] = 0;
  coverage.strayed = match.distance > 0.25 || model.experts() != truth.experts;
  return coverage;
}

}  // namespace motet::support
