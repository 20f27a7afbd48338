// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <numbers>
#include <utility>
#include <vector>

#include "motet/descent.hpp"
#include "support/parameters.hpp"
#include "support/random.hpp"
#include "support/reference.hpp"
#include "support/samples.hpp"

// What else one would do: each rival in double, tuned as its friend would, on samples of about unit scale. Joint EM stands in
// support/reference.hpp. All start where EM does (draw_start).

namespace motet::bench {

using support::Design;
using support::Parameters;
using support::Random;

/// One step of gradient EM: responsibilities, then one gradient step of the M-step's objective instead of its maximum.
///
///     a_i += s mean(r_i (y - a_i'z) z),   gate_i += 2 s mean((r_i - p_i) z),   sigma^2 = mean sum_i r_i (y - a_i'z)^2
///
/// s = 1 / (largest eigenvalue of mean(z z')), and the gate's bound is half of it: no smaller steps are needed, and none larger
/// are safe.
class GradientEm {
 public:
  GradientEm(const Design& design, Parameters start, bool hold_sigma = false)
      : parameters(std::move(start)), design_(design), hold_sigma_(hold_sigma), step_(1.0 / largest_square()) {}

  /// The largest change of a slope or a gate's row.
  double step() {
    const std::size_t k = parameters.experts, columns = design_.columns;
    std::vector<double> lines(k * columns), gates(k * columns);
    double squares = 0.0;
    for (std::size_t t = 0; t < design_.count; ++t) {
      const double* z = design_.row(t);
      double p[max_experts]{}, r[max_experts]{};
      support::compute_log_gate(parameters, z, p);
      std::copy(p, p + k, r);
      static_cast<void>(support::add_log_density(parameters, z, design_.y[t], r));
      for (std::size_t i = 0; i < k; ++i) {
        const double responsibility = std::exp(r[i]);
        const double error = design_.y[t] - support::dot(parameters.line(i), z, design_.columns);
        squares += responsibility * error * error;
        const double pull = responsibility * error, turn = responsibility - std::exp(p[i]);
        for (std::size_t j = 0; j < columns; ++j) {
          lines[i * columns + j] += pull * z[j];
          gates[i * columns + j] += turn * z[j];
        }
      }
    }
    const double each = 1.0 / static_cast<double>(design_.count);
    double largest = 0.0;
    for (std::size_t e = 0; e < k * columns; ++e) {
      parameters.lines[e] += step_ * each * lines[e];
      parameters.gates[e] += 2.0 * step_ * each * gates[e];
      largest = std::max({largest, std::fabs(step_ * each * lines[e]), std::fabs(2.0 * step_ * each * gates[e])});
    }
    if (!hold_sigma_) std::fill(parameters.sigma.begin(), parameters.sigma.end(), std::max(1e-4, std::sqrt(each * squares)));
    return largest;
  }

  Parameters parameters;

 private:
  /// By power iteration; a little more, to be safe.
  [[nodiscard]] double largest_square() const {
    std::vector<double> v(design_.columns, 1.0), next(design_.columns);
    double size = 1.0;
    for (int pass = 0; pass < 30; ++pass) {
      std::fill(next.begin(), next.end(), 0.0);
      for (std::size_t t = 0; t < design_.count; ++t) {
        const double along = support::dot(design_.row(t), v.data(), design_.columns);
        for (std::size_t j = 0; j < design_.columns; ++j) next[j] += along * design_.row(t)[j];
      }
      size = std::sqrt(support::dot(next.data(), next.data(), design_.columns));
      for (std::size_t j = 0; j < design_.columns; ++j) v[j] = next[j] / size;
    }
    return 1.05 * size / static_cast<double>(design_.count);
  }

  const Design& design_;
  bool hold_sigma_;
  double step_;
};

[[nodiscard]] inline Parameters refine_by_gradient(const Design& design, Parameters start, std::uint32_t passes = 500,
                                                   bool hold_sigma = false) {
  GradientEm em(design, std::move(start), hold_sigma);
  for (std::uint32_t pass = 0; pass < passes && em.step() > 1e-6; ++pass) {
  }
  return std::move(em.parameters);
}

/// What stochastic descent minimises.
enum class Loss {
  squared,     ///< (y - sum_i p_i a_i'z)^2
  likelihood,  ///< -log sum_i p_i N(y | a_i'z, sigma^2), sigma too, from a large start
};

struct SgdSettings {
  std::uint32_t updates = 20000;
  std::uint32_t batch = 32;
  double rate = 0.02;  ///< falls as a half cosine to nothing
};

/// Stochastic descent by Adam over lines, gates and log sigma, minibatches drawn with replacement.
///
/// source  Kingma, Ba, Adam, 2015, with its usual constants
class Sgd {
 public:
  Sgd(const Design& design, Parameters start, Loss loss, const SgdSettings& settings)
      : design_(design),
        loss_(loss),
        settings_(settings),
        parameters_(std::move(start)),
        size_(2 * parameters_.lines.size() + 1),
        gradient_(size_),
        first_(size_),
        second_(size_) {}

  [[nodiscard]] Parameters run(Random& random) {
    for (std::uint32_t n = 0; n < settings_.updates; ++n) {
      std::fill(gradient_.begin(), gradient_.end(), 0.0);
      for (std::uint32_t b = 0; b < settings_.batch; ++b) add_gradient(random.below(static_cast<std::uint32_t>(design_.count)));
      update(n);
    }
    return std::move(parameters_);
  }

 private:
  void add_gradient(std::size_t t) {
    const std::size_t k = parameters_.experts, columns = design_.columns;
    const double* z = design_.row(t);
    double p[max_experts]{}, r[max_experts]{}, error[max_experts]{};
    support::compute_log_gate(parameters_, z, p);
    std::copy(p, p + k, r);
    double mean = 0.0;
    for (std::size_t i = 0; i < k; ++i) {
      error[i] = design_.y[t] - support::dot(parameters_.line(i), z, design_.columns);
      mean += std::exp(p[i]) * error[i];
    }
    const double variance = parameters_.sigma[0] * parameters_.sigma[0];
    if (loss_ == Loss::likelihood) static_cast<void>(support::add_log_density(parameters_, z, design_.y[t], r));
    for (std::size_t i = 0; i < k; ++i) {
      const double prior = std::exp(p[i]), posterior = std::exp(r[i]);
      const bool squared = loss_ == Loss::squared;
      const double pull = squared ? -2.0 * mean * prior : -posterior * error[i] / variance;
      const double turn = squared ? 2.0 * mean * prior * (mean - error[i]) : prior - posterior;
      for (std::size_t j = 0; j < columns; ++j) {
        gradient_[i * columns + j] += pull * z[j];
        gradient_[(k + i) * columns + j] += turn * z[j];
      }
      if (!squared) gradient_[size_ - 1] += posterior * (1.0 - error[i] * error[i] / variance);
    }
  }

  void update(std::uint32_t n) {
    const double part = static_cast<double>(n) / settings_.updates;
    const double rate = 0.5 * settings_.rate * (1.0 + std::cos(std::numbers::pi * part));
    const double correct1 = 1.0 - std::pow(0.9, n + 1.0), correct2 = 1.0 - std::pow(0.999, n + 1.0);
    const std::size_t lines = parameters_.lines.size();
    for (std::size_t e = 0; e < size_; ++e) {
      const double g = gradient_[e] / settings_.batch;
      first_[e] += 0.1 * (g - first_[e]);
      second_[e] += 0.001 * (g * g - second_[e]);
      const double move = rate * (first_[e] / correct1) / (std::sqrt(second_[e] / correct2) + 1e-8);
      if (e < lines) {
        parameters_.lines[e] -= move;
      } else if (e < 2 * lines) {
        parameters_.gates[e - lines] -= move;
      } else {
        for (double& sigma : parameters_.sigma) sigma = std::max(1e-4, sigma * std::exp(-move));
      }
    }
  }

  const Design& design_;
  Loss loss_;
  SgdSettings settings_;
  Parameters parameters_;
  std::size_t size_;
  std::vector<double> gradient_, first_, second_;
};

[[nodiscard]] inline Parameters descend(const Design& design, Parameters start, Loss loss, Random& random,
                                        const SgdSettings& settings = {}) {
  return Sgd(design, std::move(start), loss, settings).run(random);
}

/// What the library's Descent makes of the samples, taken as often as it needs for `least` of them; the last third is the
/// gate's. One expert of zeros if it finds none.
[[nodiscard]] inline Parameters descend_on_quartic(const support::Samples& samples, std::uint32_t experts,
                                                   std::size_t least = 300000) {
  const std::size_t passes = std::max<std::size_t>(1, (least + samples.count - 1) / samples.count);
  DescentSettings settings;
  settings.dim = samples.dim;
  settings.experts = experts;
  settings.samples = static_cast<std::uint32_t>(std::max<std::size_t>(1600, passes * samples.count * 2 / 3));
  const auto learner = std::make_unique<Descent<max_cubic_dim, max_experts>>(settings);
  for (std::size_t n = 0; n < passes * samples.count; ++n) {
    static_cast<void>(learner->push(samples.row(n % samples.count), samples.y[n % samples.count]));
  }
  Model<max_cubic_dim, max_experts> model;
  if (learner->read(model) != Status::ok) return {1, samples.dim + 1};
  return support::read_parameters(model);
}

}  // namespace motet::bench
