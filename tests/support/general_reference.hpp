// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "motet/general_model.hpp"
#include "support/dense.hpp"
#include "support/general.hpp"
#include "support/parameters.hpp"
#include "support/samples.hpp"

// The rival for every form: joint EM in double, to be started from the truth.

namespace motet::support {

[[nodiscard]] inline Samples draw_samples(const GeneralMixture& mixture, Random& random, std::size_t count) {
  Samples samples{mixture.dim(), count, std::vector<float>(count * mixture.dim()), std::vector<float>(count)};
  for (std::size_t t = 0; t < count; ++t) samples.y[t] = draw_sample(mixture, random, &samples.x[t * mixture.dim()]);
  return samples;
}

/// A sequence of a recurrent unit, each output the last input of the next step.
[[nodiscard]] inline Samples draw_sequence(const GeneralMixture& unit, Random& random, std::size_t count) {
  Samples samples{unit.dim(), count, std::vector<float>(count * unit.dim()), std::vector<float>(count)};
  float state = 0.0f;
  for (std::size_t t = 0; t < count; ++t) {
    samples.y[t] = state = draw_step(unit, random, state, &samples.x[t * unit.dim()]);
  }
  return samples;
}

/// The parameters of a general model; intercepts are moved to the origin in double.
template <std::size_t Dim, std::size_t Experts>
[[nodiscard]] Parameters read_parameters(const GeneralModel<Dim, Experts>& model) {
  const core::ModelView view = model.view().model;
  Model<Dim, Experts> rows;  // the same numbers lie in a plain model
  *rows.store().size = view.size;
  std::copy(view.parameters, view.parameters + view.shape.floats(), rows.store().parameters);
  return read_parameters(rows);
}

/// Joint EM in double: Gauss-Newton with backtracking for curved experts, Newton with backtracking for the gate, one sigma.
///
/// source  [JJ94]
class GeneralEm {
 public:
  GeneralEm(const Design& design, const Form& form, Parameters start)
      : design_(design), form_(form), parameters(std::move(start)), responsibility_(design.count * form.experts) {}

  /// Nats per sample of the parameters as they are; responsibilities are left behind.
  double expect() {
    const std::size_t k = form_.experts;
    double sum = 0.0;
    for (std::size_t t = 0; t < design_.count; ++t) {
      const double* z = design_.row(t);
      double odds[max_experts]{}, joint[max_experts]{};
      for (std::uint32_t n = 0; n < k; ++n) odds[n] = dot(parameters.gate(n), z, design_.columns);
      find_log_gate(form_, odds, joint);
      for (std::uint32_t i = 0; i < k; ++i) {
        const double input = dot(parameters.line(i), z, design_.columns);
        const double error = (design_.y[t] - bend(form_.activation[i], input)) / parameters.sigma[i];
        joint[i] -= 0.5 * error * error + std::log(parameters.sigma[i]) + 0.918938533204672742;
      }
      const double before = joint[0];
      log_softmax(joint, k);
      sum += before - joint[0];
      for (std::size_t i = 0; i < k; ++i) responsibility_[t * k + i] = std::exp(joint[i]);
    }
    return sum / static_cast<double>(design_.count);
  }

  /// At most `passes` passes, until one gains less than `tolerance`; returns nats per sample.
  double run(std::uint32_t passes = 500, double tolerance = 1e-9) {
    double loglik = expect();
    for (std::uint32_t pass = 0; pass < passes; ++pass) {
      for (std::uint32_t i = 0; i < form_.experts; ++i) fit_expert(i);
      fit_sigma();
      for (int step = 0; step < 2; ++step) step_gate();
      const double before = loglik;
      loglik = expect();
      if (pass > 3 && loglik - before < tolerance) break;
    }
    return loglik;
  }

  /// One M-step of the gate alone after an E-step.
  void fit_gate(int steps) {
    static_cast<void>(expect());
    for (int step = 0; step < steps; ++step) step_gate();
  }

 private:
  [[nodiscard]] double energy(std::uint32_t i, const double* line) const {
    double sum = 0.0;
    for (std::size_t t = 0; t < design_.count; ++t) {
      const double error = design_.y[t] - bend(form_.activation[i], dot(line, design_.row(t), design_.columns));
      sum += responsibility_[t * form_.experts + i] * error * error;
    }
    return sum;
  }

  /// Two Gauss-Newton steps, each halved until it gains.
  void fit_expert(std::uint32_t i) {
    const std::uint32_t columns = design_.columns;
    for (int step = 0; step < (form_.activation[i].linear() ? 1 : 2); ++step) {
      std::vector<double> weights(design_.count), rhs(columns);
      for (std::size_t t = 0; t < design_.count; ++t) {
        const double* z = design_.row(t);
        const double input = dot(parameters.line(i), z, columns);
        const double slope = bend_slope(form_.activation[i], input);
        const double r = responsibility_[t * form_.experts + i];
        weights[t] = r * slope * slope;
        const double pull = r * slope * (design_.y[t] - bend(form_.activation[i], input));
        for (std::uint32_t j = 0; j < columns; ++j) rhs[j] += pull * z[j];
      }
      const std::vector<double> move = solve_definite(unpack(sum_squares(design_, weights, 1)), rhs, 1e-9);
      const double before = energy(i, parameters.line(i));
      std::vector<double> trial(columns);
      for (double length = 1.0; length > 1e-3; length *= 0.5) {
        for (std::uint32_t j = 0; j < columns; ++j) trial[j] = parameters.line(i)[j] + length * move[j];
        if (energy(i, trial.data()) > before) continue;
        std::copy(trial.begin(), trial.end(), parameters.line(i));
        break;
      }
    }
  }

  void fit_sigma() {
    double sum = 0.0;
    for (std::uint32_t i = 0; i < form_.experts; ++i) sum += energy(i, parameters.line(i));
    for (double& each : parameters.sigma) each = std::sqrt(sum / static_cast<double>(design_.count));
  }

  /// sum_t sum_i r_i log p_i
  [[nodiscard]] double cross_entropy() const {
    const std::size_t k = form_.experts;
    double sum = 0.0;
    for (std::size_t t = 0; t < design_.count; ++t) {
      double odds[max_experts]{}, log_gate[max_experts]{};
      for (std::uint32_t n = 0; n < k; ++n) odds[n] = dot(parameters.gate(n), design_.row(t), design_.columns);
      find_log_gate(form_, odds, log_gate);
      for (std::size_t i = 0; i < k; ++i) sum += responsibility_[t * k + i] * log_gate[i];
    }
    return sum;
  }

  /// One Newton step of all rows together, halved until it gains: by the derivatives of log p_i by the odds, either gate.
  void step_gate() {
    const std::size_t k = form_.experts;
    const std::size_t rows = k - 1;
    if (k < 2) return;
    const std::uint32_t columns = design_.columns;
    std::vector<double> weights(design_.count * rows * (rows + 1) / 2), gradient(rows * columns);
    for (std::size_t t = 0; t < design_.count; ++t) {
      const double* r = &responsibility_[t * k];
      double odds[max_experts]{}, p[max_experts]{}, pull[max_experts]{};
      for (std::uint32_t n = 0; n < k; ++n) odds[n] = dot(parameters.gate(n), design_.row(t), columns);
      find_log_gate(form_, odds, p);
      for (std::size_t i = 0; i < k; ++i) p[i] = std::exp(p[i]);
      double* weight = &weights[t * rows * (rows + 1) / 2];
      for (std::uint32_t n = 0; n < rows; ++n) {
        double first = 0.0, all = 0.0;
        const double f = 1.0 / (1.0 + std::exp(-odds[n]));
        for (std::uint32_t i = 0; i < k; ++i) {
          if ((form_.decision[n].first >> i & 1u) != 0) first += r[i];
          if (((form_.decision[n].first | form_.decision[n].second) >> i & 1u) != 0) all += r[i];
        }
        pull[n] = form_.tree() ? first - all * f : r[n] - p[n];
        for (std::uint32_t m = 0; m <= n; ++m)
          *weight++ = form_.tree() ? (m == n ? all * f * (1.0 - f) : 0.0) : p[n] * ((m == n ? 1.0 : 0.0) - p[m]);
      }
      for (std::size_t n = 0; n < rows; ++n) {
        for (std::uint32_t j = 0; j < columns; ++j) gradient[n * columns + j] += pull[n] * design_.row(t)[j];
      }
    }
    const std::vector<double> squares = sum_squares(design_, weights, rows * (rows + 1) / 2);
    Symmetric curvature(rows * columns);
    std::size_t set = 0;
    for (std::size_t n = 0; n < rows; ++n) {
      for (std::size_t m = 0; m <= n; ++m, ++set) {
        for (std::uint32_t b = 0; b < columns; ++b) {
          for (std::uint32_t a = 0; a < columns; ++a) {
            const double value =
                squares[set * core::pair_count(columns) + (a <= b ? core::pair_index(a, b) : core::pair_index(b, a))];
            curvature(n * columns + a, m * columns + b) = curvature(m * columns + b, n * columns + a) = value;
          }
        }
      }
    }
    const std::vector<double> move = solve_definite(curvature, gradient, 1e-6);
    const std::vector<double> old = parameters.gates;
    const double before = cross_entropy();
    for (double length = 1.0; length > 1e-3; length *= 0.5) {
      for (std::size_t e = 0; e < rows * columns; ++e) parameters.gates[e] = old[e] + length * move[e];
      if (cross_entropy() >= before) return;
    }
    parameters.gates = old;
  }

  [[nodiscard]] Symmetric unpack(const std::vector<double>& packed) const {
    Symmetric matrix(design_.columns);
    for (std::uint32_t j = 0; j < design_.columns; ++j) {
      for (std::uint32_t i = 0; i <= j; ++i) matrix(i, j) = matrix(j, i) = packed[core::pair_index(i, j)];
    }
    return matrix;
  }

  const Design& design_;
  Form form_;

 public:
  Parameters parameters;

 private:
  std::vector<double> responsibility_;
};

/// Nats per sample of a model of any form.
[[nodiscard]] inline double compute_loglik(const Form& form, const Parameters& parameters, const Design& design) {
  return GeneralEm(design, form, parameters).expect();
}

/// EM from the truth: as close to the maximum likelihood estimate as anyone can come.
[[nodiscard]] inline double refine_oracle(const Design& design, const GeneralMixture& truth) {
  Parameters start = read_parameters(truth.rows, 1e9);
  return GeneralEm(design, truth.form, start).run();
}

}  // namespace motet::support
