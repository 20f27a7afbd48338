// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "motet/detail/plan.hpp"
#include "support/dense.hpp"

// The log density of one sample as a function of all parameters, in double, and its derivatives.

namespace motet::test {

using Vector = std::vector<double>;

/// Parameters in the order of solve::Blocks: experts, gate rows but the last, logarithms of the noise levels.
struct Likelihood {
  std::uint32_t experts;
  std::uint32_t order;
  bool shared;

  [[nodiscard]] std::uint32_t gate(std::uint32_t i) const { return (experts + i) * order; }
  [[nodiscard]] std::uint32_t sigma(std::uint32_t i) const { return (2 * experts - 1) * order + (shared ? 0 : i); }
  [[nodiscard]] std::uint32_t parameters() const { return sigma(experts - 1) + 1; }

  /// log P(y | w); `responsibility` becomes that of each expert, `probability` what the gate says.
  double consult(const Vector& p, const double* w, double y, double* responsibility, double* probability) const {
    double joint = 0.0, gates = 0.0;
    for (std::uint32_t i = 0; i < experts; ++i) {
      double mean = 0.0, logit = 0.0;
      for (std::uint32_t j = 0; j < order; ++j) {
        mean += p[i * order + j] * w[j];
        if (i + 1 < experts) logit += p[gate(i) + j] * w[j];
      }
      const double off = (y - mean) * std::exp(-p[sigma(i)]);
      gates += probability[i] = std::exp(logit);
      joint += responsibility[i] = std::exp(logit - 0.5 * off * off - p[sigma(i)] - 0.918938533204672742);
    }
    for (std::uint32_t i = 0; i < experts; ++i) {
      probability[i] /= gates;
      responsibility[i] /= joint;
    }
    return std::log(joint / gates);
  }

  [[nodiscard]] double log_density(const Vector& p, const double* w, double y) const {
    double responsibility[max_experts], probability[max_experts];
    return consult(p, w, y, responsibility, probability);
  }

  /// Its gradient.
  [[nodiscard]] Vector score(const Vector& p, const double* w, double y) const {
    double responsibility[max_experts], probability[max_experts];
    consult(p, w, y, responsibility, probability);
    Vector gradient(parameters());
    for (std::uint32_t i = 0; i < experts; ++i) {
      double error = y;
      for (std::uint32_t j = 0; j < order; ++j) error -= p[i * order + j] * w[j];
      const double precision = std::exp(-2.0 * p[sigma(i)]);
      for (std::uint32_t j = 0; j < order; ++j) {
        gradient[i * order + j] = responsibility[i] * error * precision * w[j];
        if (i + 1 < experts) gradient[gate(i) + j] = (responsibility[i] - probability[i]) * w[j];
      }
      gradient[sigma(i)] += responsibility[i] * (error * error * precision - 1.0);
    }
    return gradient;
  }

  /// Minus its second derivative, by central differences of the gradient, added to `information`.
  void add_information(Vector p, const double* w, double y, support::Symmetric& information) const {
    for (std::uint32_t a = 0; a < parameters(); ++a) {
      const double at = p[a];
      const double step = 1e-5 * (1.0 + std::fabs(at));
      p[a] = at + step;
      const Vector above = score(p, w, y);
      p[a] = at - step;
      const Vector below = score(p, w, y);
      p[a] = at;
      for (std::uint32_t b = 0; b < parameters(); ++b) information(a, b) -= (above[b] - below[b]) / (2.0 * step);
    }
  }
};

}  // namespace motet::test
