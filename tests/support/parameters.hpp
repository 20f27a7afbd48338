// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "motet/model.hpp"
#include "support/samples.hpp"

namespace motet::support {

/// A mixture of linear experts in double: rows over z = (1, x).
struct Parameters {
  Parameters(std::uint32_t experts_in, std::uint32_t columns_in)
      : experts(experts_in), columns(columns_in), lines(experts * columns), gates(experts * columns), sigma(experts) {}

  double* line(std::size_t expert) { return &lines[expert * columns]; }
  double* gate(std::size_t expert) { return &gates[expert * columns]; }
  [[nodiscard]] const double* line(std::size_t expert) const { return &lines[expert * columns]; }
  [[nodiscard]] const double* gate(std::size_t expert) const { return &gates[expert * columns]; }

  std::uint32_t experts;
  std::uint32_t columns;
  std::vector<double> lines;
  std::vector<double> gates;
  std::vector<double> sigma;
};

/// The parameters that drew the samples; gate rows longer than `gate_limit` are shortened, so that EM
/// has some curvature to start from. The last gate row is zero.
[[nodiscard]] inline Parameters read_parameters(const Mixture& mixture, double gate_limit = 20.0) {
  Parameters parameters(mixture.experts, mixture.dim + 1u);
  const std::uint32_t last = mixture.experts - 1u;
  for (std::uint32_t i = 0; i < mixture.experts; ++i) {
    parameters.line(i)[0] = mixture.intercept[i];
    parameters.gate(i)[0] = mixture.gate_intercept[i] - mixture.gate_intercept[last];
    double square = 0.0;
    for (std::uint32_t j = 0; j < mixture.dim; ++j) {
      parameters.line(i)[1 + j] = mixture.slope[i][j];
      parameters.gate(i)[1 + j] = mixture.gate_slope[i][j] - mixture.gate_slope[last][j];
      square += parameters.gate(i)[1 + j] * parameters.gate(i)[1 + j];
    }
    const double norm = std::sqrt(square);
    for (std::uint32_t j = 0; norm > gate_limit && j <= mixture.dim; ++j) parameters.gate(i)[j] *= gate_limit / norm;
    parameters.sigma[i] = mixture.sigma;
  }
  return parameters;
}

/// The parameters of a fitted model; intercepts are moved to the origin in double.
template <std::size_t Dim, std::size_t Experts>
[[nodiscard]] Parameters read_parameters(const Model<Dim, Experts>& model) {
  Parameters parameters(static_cast<std::uint32_t>(model.experts()), static_cast<std::uint32_t>(model.dim()) + 1u);
  for (std::size_t i = 0; i < model.experts(); ++i) {
    double* line = parameters.line(i);
    double* gate = parameters.gate(i);
    line[0] = static_cast<double>(model.value_at_centre(i));
    gate[0] = static_cast<double>(model.gate_at_centre(i));
    for (std::size_t j = 0; j < model.dim(); ++j) {
      line[1 + j] = static_cast<double>(model.slope(i, j));
      gate[1 + j] = static_cast<double>(model.gate_slope(i, j));
      line[0] -= line[1 + j] * static_cast<double>(model.centre(j));
      gate[0] -= gate[1 + j] * static_cast<double>(model.centre(j));
    }
    parameters.sigma[i] = static_cast<double>(model.sigma(i));
  }
  return parameters;
}

/// `count` numbers become log softmax of themselves.
inline void log_softmax(double* scores, std::size_t count) {
  double highest = scores[0];
  for (std::size_t i = 1; i < count; ++i) highest = scores[i] > highest ? scores[i] : highest;
  double total = 0.0;
  for (std::size_t i = 0; i < count; ++i) total += std::exp(scores[i] - highest);
  const double log_total = highest + std::log(total);
  for (std::size_t i = 0; i < count; ++i) scores[i] -= log_total;
}

/// Log probability of each expert at `z`, before y is known.
inline void compute_log_gate(const Parameters& parameters, const double* z, double* log_gate) {
  for (std::uint32_t i = 0; i < parameters.experts; ++i) log_gate[i] = dot(parameters.gate(i), z, parameters.columns);
  log_softmax(log_gate, parameters.experts);
}

/// Adds to each log probability the log density of `y` under that expert, and returns log P(y | x).
/// Afterwards they are the logs of the responsibilities.
inline double add_log_density(const Parameters& parameters, const double* z, double y, double* log_gate) {
  constexpr double half_log_two_pi = 0.918938533204672742;
  double joint[max_experts]{};
  for (std::uint32_t i = 0; i < parameters.experts; ++i) {
    const double error = (y - dot(parameters.line(i), z, parameters.columns)) / parameters.sigma[i];
    joint[i] = log_gate[i] - 0.5 * error * error - std::log(parameters.sigma[i]) - half_log_two_pi;
    log_gate[i] = joint[i];
  }
  log_softmax(log_gate, parameters.experts);
  return joint[0] - log_gate[0];
}

/// Nats per sample.
[[nodiscard]] inline double compute_loglik(const Parameters& parameters, const Design& design) {
  double sum = 0.0;
  for (std::size_t t = 0; t < design.count; ++t) {
    double scores[max_experts]{};
    compute_log_gate(parameters, design.row(t), scores);
    sum += add_log_density(parameters, design.row(t), design.y[t], scores);
  }
  return sum / static_cast<double>(design.count);
}

/// The mean of the mixture at `z`.
[[nodiscard]] inline double predict_mean(const Parameters& parameters, const double* z) {
  double scores[max_experts]{};
  compute_log_gate(parameters, z, scores);
  double sum = 0.0;
  for (std::uint32_t i = 0; i < parameters.experts; ++i) {
    sum += std::exp(scores[i]) * dot(parameters.line(i), z, parameters.columns);
  }
  return sum;
}

/// Root mean squared error of the mean, units of y.
[[nodiscard]] inline double compute_rmse(const Parameters& parameters, const Design& design) {
  double sum = 0.0;
  for (std::size_t t = 0; t < design.count; ++t) {
    const double error = design.y[t] - predict_mean(parameters, design.row(t));
    sum += error * error;
  }
  return std::sqrt(sum / static_cast<double>(design.count));
}

}  // namespace motet::support
