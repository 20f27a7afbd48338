// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "support/dense.hpp"
#include "support/parameters.hpp"
#include "support/random.hpp"
#include "support/samples.hpp"

// The rival: joint EM in double from given starts, as a competent statistician would write it.

namespace motet::support {

struct EmSettings {
  std::uint32_t iterations = 150;  ///< ceiling
  double tolerance = 1e-9;         ///< nats per sample gained by a pass
  bool hold_sigma = false;         ///< keep sigma as it was given
  std::uint32_t gate_steps = 2;    ///< Newton steps a pass
  double gate_ridge = 0.0;         ///< samples: 1/2 ridge |w|^2 is taken off the sum of log-likelihoods
};

struct EmResult {
  Parameters parameters;
  double loglik;  ///< nats per sample
  std::uint32_t iterations;
};

/// Joint EM on samples of about unit scale: exact weighted least squares for the experts, full Newton
/// with backtracking for the gate, one sigma for all. With a ridge the gate's last row must be zero.
///
/// source  [JJ94]
class JointEm {
 public:
  JointEm(const Design& design, Parameters start, const EmSettings& settings)
      : design_(design),
        settings_(settings),
        parameters_(std::move(start)),
        log_gate_(design.count * parameters_.experts),
        responsibility_(log_gate_.size()) {
    compute_log_gates(parameters_, log_gate_);
  }

  [[nodiscard]] EmResult run() {
    const double per_sample = 1.0 / static_cast<double>(design_.count);
    double loglik = expect();
    double objective = loglik - per_sample * penalty(parameters_);
    std::uint32_t pass = 0;
    while (pass < settings_.iterations) {
      ++pass;
      fit_experts();
      for (std::uint32_t step = 0; step < settings_.gate_steps; ++step) step_gate();
      const double before = objective;
      loglik = expect();
      objective = loglik - per_sample * penalty(parameters_);
      if (pass > 5 && objective - before < settings_.tolerance) break;
    }
    return {std::move(parameters_), loglik, pass};
  }

 private:
  /// Responsibilities under the current parameters; returns nats per sample.
  double expect() {
    const std::size_t k = parameters_.experts;
    double sum = 0.0;
    responsibility_ = log_gate_;
    for (std::size_t t = 0; t < design_.count; ++t) {
      double* r = &responsibility_[t * k];
      sum += add_log_density(parameters_, design_.row(t), design_.y[t], r);
      for (std::size_t i = 0; i < k; ++i) r[i] = std::exp(r[i]);
    }
    return sum / static_cast<double>(design_.count);
  }

  /// a_i = (sum r_i z z')^-1 sum r_i y z,   sigma^2 = sum_i sum r_i (y - a_i'z)^2 / n
  void fit_experts() {
    const std::size_t k = parameters_.experts;
    const std::uint32_t columns = design_.columns;
    const std::vector<double> squares = sum_squares(design_, responsibility_, k);
    std::vector<std::vector<double>> rhs(k, std::vector<double>(columns));
    for (std::size_t t = 0; t < design_.count; ++t) {
      for (std::size_t i = 0; i < k; ++i) {
        const double weight = responsibility_[t * k + i] * design_.y[t];
        for (std::uint32_t j = 0; j < columns; ++j) rhs[i][j] += weight * design_.row(t)[j];
      }
    }
    for (std::size_t i = 0; i < k; ++i) {
      Symmetric normal(columns);
      unpack(&squares[i * core::pair_count(columns)], normal, 0, 0);
      const std::vector<double> line = solve_definite(normal, rhs[i], 1e-6);
      for (std::uint32_t j = 0; j < columns; ++j) parameters_.line(i)[j] = line[j];
    }
    if (!settings_.hold_sigma) fit_sigma();
  }

  void fit_sigma() {
    const std::size_t k = parameters_.experts;
    double sum = 0.0;
    for (std::size_t t = 0; t < design_.count; ++t) {
      for (std::size_t i = 0; i < k; ++i) {
        const double error = design_.y[t] - dot(parameters_.line(i), design_.row(t), design_.columns);
        sum += responsibility_[t * k + i] * error * error;
      }
    }
    const double sigma = std::sqrt(sum / static_cast<double>(design_.count));
    for (double& each : parameters_.sigma) each = sigma > 1e-4 ? sigma : 1e-4;
  }

  /// One Newton step on sum_t sum_i r_i log p_i over the first k - 1 rows, halved until it gains.
  void step_gate() {
    const std::size_t k = parameters_.experts;
    const std::size_t columns = design_.columns;
    if (k < 2) return;
    const std::vector<double> step = solve_definite(gate_curvature(), gate_gradient(), 1e-3 + settings_.gate_ridge);
    const double before = cross_entropy(log_gate_) - penalty(parameters_);
    Parameters trial = parameters_;
    std::vector<double> log_gate(log_gate_.size());
    double length = 1.0;
    for (int halving = 0; halving < 10; ++halving, length *= 0.5) {
      for (std::size_t e = 0; e < (k - 1) * columns; ++e) trial.gates[e] = parameters_.gates[e] + length * step[e];
      compute_log_gates(trial, log_gate);
      if (cross_entropy(log_gate) - penalty(trial) < before) continue;
      parameters_.gates = trial.gates;
      log_gate_.swap(log_gate);
      return;
    }
  }

  [[nodiscard]] std::vector<double> gate_gradient() const {
    const std::size_t k = parameters_.experts;
    const std::size_t columns = design_.columns;
    std::vector<double> gradient((k - 1) * columns);
    for (std::size_t t = 0; t < design_.count; ++t) {
      for (std::size_t i = 0; i + 1 < k; ++i) {
        const double weight = responsibility_[t * k + i] - std::exp(log_gate_[t * k + i]);
        for (std::size_t j = 0; j < columns; ++j) gradient[i * columns + j] += weight * design_.row(t)[j];
      }
    }
    for (std::size_t e = 0; e < gradient.size(); ++e) gradient[e] -= settings_.gate_ridge * parameters_.gates[e];
    return gradient;
  }

  /// Block (i, h) = sum_t p_i (delta_ih - p_h) z z'
  [[nodiscard]] Symmetric gate_curvature() const {
    const std::size_t k = parameters_.experts;
    const std::size_t rows = k - 1;
    const std::size_t blocks = rows * k / 2;
    std::vector<double> weights(design_.count * blocks);
    for (std::size_t t = 0; t < design_.count; ++t) {
      double p[max_experts]{};
      for (std::size_t i = 0; i < rows; ++i) p[i] = std::exp(log_gate_[t * k + i]);
      double* weight = &weights[t * blocks];
      for (std::size_t i = 0; i < rows; ++i) {
        for (std::size_t h = 0; h <= i; ++h) *weight++ = p[i] * ((h == i ? 1.0 : 0.0) - p[h]);
      }
    }
    const std::vector<double> squares = sum_squares(design_, weights, blocks);
    Symmetric curvature(rows * design_.columns);
    const double* packed = squares.data();
    for (std::size_t i = 0; i < rows; ++i) {
      for (std::size_t h = 0; h <= i; ++h, packed += core::pair_count(design_.columns)) {
        unpack(packed, curvature, i * design_.columns, h * design_.columns);
      }
    }
    return curvature;
  }

  /// Writes the packed block at (top, left) and at (left, top).
  void unpack(const double* packed, Symmetric& matrix, std::size_t top, std::size_t left) const {
    for (std::size_t j = 0; j < design_.columns; ++j) {
      for (std::size_t i = 0; i <= j; ++i) {
        const double value = *packed++;
        matrix(top + i, left + j) = matrix(top + j, left + i) = value;
        matrix(left + i, top + j) = matrix(left + j, top + i) = value;
      }
    }
  }

  /// sum_t sum_i r_i log p_i
  [[nodiscard]] double cross_entropy(const std::vector<double>& log_gate) const {
    double sum = 0.0;
    for (std::size_t e = 0; e < log_gate.size(); ++e) sum += responsibility_[e] * log_gate[e];
    return sum;
  }

  [[nodiscard]] double penalty(const Parameters& parameters) const {
    double squares = 0.0;
    for (const double entry : parameters.gates) squares += entry * entry;
    return 0.5 * settings_.gate_ridge * squares;
  }

  void compute_log_gates(const Parameters& parameters, std::vector<double>& log_gate) const {
    for (std::size_t t = 0; t < design_.count; ++t) {
      compute_log_gate(parameters, design_.row(t), &log_gate[t * parameters.experts]);
    }
  }

  const Design& design_;
  EmSettings settings_;
  Parameters parameters_;
  std::vector<double> log_gate_;
  std::vector<double> responsibility_;
};

[[nodiscard]] inline EmResult refine(const Design& design, Parameters start, const EmSettings& settings = {}) {
  return JointEm(design, std::move(start), settings).run();
}

/// EM from the truth: as close to the maximum likelihood estimate as anyone can come.
[[nodiscard]] inline EmResult refine_oracle(const Design& design, const Mixture& truth, double gate_ridge = 0.0) {
  EmSettings settings;
  settings.iterations = 1000;
  settings.gate_ridge = gate_ridge;
  return refine(design, read_parameters(truth), settings);
}

/// Random slopes, the gate undecided, sigma as large as the spread of y: EM then anneals.
[[nodiscard]] inline Parameters draw_start(const Design& design, std::uint32_t experts, Random& random) {
  Parameters start(experts, design.columns);
  const double spread = deviation(design.y);
  for (double& entry : start.lines) entry = random.normal() * spread / std::sqrt(static_cast<double>(design.columns));
  for (std::uint32_t i = 0; i < experts; ++i) {
    start.line(i)[0] += mean(design.y);
    start.sigma[i] = spread;
  }
  return start;
}

/// The likeliest of `starts` random starts, judged on the samples they were fitted to.
[[nodiscard]] inline EmResult refine_random(const Design& design, std::uint32_t experts, Random& random, std::uint32_t starts,
                                            const EmSettings& settings = {}) {
  EmResult best = refine(design, draw_start(design, experts, random), settings);
  for (std::uint32_t start = 1; start < starts; ++start) {
    EmResult other = refine(design, draw_start(design, experts, random), settings);
    if (other.loglik > best.loglik) best = std::move(other);
  }
  return best;
}

}  // namespace motet::support
