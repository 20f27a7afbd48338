// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <cstdint>

#include "motet/form.hpp"
#include "support/mixture.hpp"
#include "support/random.hpp"

// Known mixtures of any form. No heap and no streams, so that the same tests run on a board.

namespace motet::support {

/// g(u) in double, for the library's own activations.
[[nodiscard]] inline double bend(const Activation& g, double u) noexcept {
  if (g == sigmoid()) return 1.0 / (1.0 + std::exp(-u));
  if (g == hyperbolic_tangent()) return std::tanh(u);
  return !g.linear() && u < 0.0 ? static_cast<double>(g.parameter) * u : u;
}

[[nodiscard]] inline double bend_slope(const Activation& g, double u) noexcept {
  if (g.linear()) return 1.0;
  const double value = bend(g, u);
  if (g == sigmoid()) return value * (1.0 - value);
  if (g == hyperbolic_tangent()) return 1.0 - value * value;
  return u < 0.0 ? static_cast<double>(g.parameter) : 1.0;
}

/// A mixture of any form whose parameters are known; x ~ N(0, I). Gate rows: of experts, the last zero, or of decisions.
struct GeneralMixture {
  Form form;
  Mixture rows;

  [[nodiscard]] std::uint32_t dim() const noexcept { return rows.dim; }
  [[nodiscard]] std::uint32_t experts() const noexcept { return rows.experts; }
};

/// Log probabilities of the experts from the log odds of the gate's rows.
inline void find_log_gate(const Form& form, const double* odds, double* log_gate) noexcept {
  if (!form.tree()) {
    double highest = -1e300, total = 0.0;
    for (std::uint32_t i = 0; i < form.experts; ++i) highest = std::fmax(highest, odds[i]);
    for (std::uint32_t i = 0; i < form.experts; ++i) total += std::exp(odds[i] - highest);
    for (std::uint32_t i = 0; i < form.experts; ++i) log_gate[i] = odds[i] - highest - std::log(total);
    return;
  }
  for (std::uint32_t i = 0; i < form.experts; ++i) {
    log_gate[i] = 0.0;
    for (std::uint32_t n = 0; n + 1 < form.experts; ++n) {
      const double first = std::fmin(odds[n], 0.0) - std::log1p(std::exp(-std::fabs(odds[n])));
      if ((form.decision[n].first >> i & 1u) != 0) log_gate[i] += first;
      if ((form.decision[n].second >> i & 1u) != 0) log_gate[i] += first - odds[n];
    }
  }
}

/// Draws y at `x`.
///
/// shape   x: dim floats
[[nodiscard]] inline float draw_target(const GeneralMixture& mixture, Random& random, const float* x) noexcept {
  const Mixture& m = mixture.rows;
  double rounded[max_cubic_dim]{}, odds[max_experts]{}, log_gate[max_experts]{};
  for (std::uint32_t j = 0; j < m.dim; ++j) rounded[j] = static_cast<double>(x[j]);
  for (std::uint32_t n = 0; n < m.experts; ++n) odds[n] = m.gate_intercept[n] + dot(m.gate_slope[n], rounded, m.dim);
  find_log_gate(mixture.form, odds, log_gate);
  double left = random.uniform();
  std::uint32_t expert = 0;
  while (expert + 1 < m.experts && left > std::exp(log_gate[expert])) left -= std::exp(log_gate[expert++]);
  const double input = m.intercept[expert] + dot(m.slope[expert], rounded, m.dim);
  return static_cast<float>(bend(mixture.form.activation[expert], input) + m.sigma * random.normal());
}

/// Draws one sample: writes `x`, returns y.
///
/// shape   x: dim floats
inline float draw_sample(const GeneralMixture& mixture, Random& random, float* x) noexcept {
  for (std::uint32_t j = 0; j < mixture.dim(); ++j) x[j] = static_cast<float>(random.normal());
  return draw_target(mixture, random, x);
}

/// Unit slopes of any direction without intercepts, gate rows of norm 1-3 in any direction with intercepts.
[[nodiscard]] inline GeneralMixture make_general(Random& random, const Form& form, std::uint32_t dim, double sigma) noexcept {
  GeneralMixture mixture{form, {.dim = dim, .experts = form.experts, .sigma = sigma}};
  for (std::uint32_t i = 0; i < form.experts; ++i) {
    draw_direction(random, mixture.rows.slope[i], dim, 1.0);
    if (i + 1 == form.experts) continue;
    draw_direction(random, mixture.rows.gate_slope[i], dim, 1.0 + 2.0 * random.uniform());
    mixture.rows.gate_intercept[i] = 0.4 * random.normal();
  }
  return mixture;
}

/// A gated recurrent unit, its state the last input: A of norm 1 over the others and the same in both cells, B of .5-1, rows of
/// z and r of norm 1-3 in any direction, intercepts in all.
[[nodiscard]] inline GeneralMixture make_recurrent(Random& random, std::uint32_t dim, double sigma) noexcept {
  GeneralMixture unit = make_general(random, make_gated_recurrent_unit(), dim, sigma);
  Mixture& rows = unit.rows;
  draw_direction(random, rows.slope[1], dim - 1, 1.0);
  for (std::uint32_t j = 0; j < dim; ++j) {
    rows.slope[0][j] = j + 1 == dim ? 1.0 : 0.0;
    rows.slope[2][j] = rows.slope[1][j] = j + 1 == dim ? 0.0 : rows.slope[1][j];
  }
  rows.slope[2][dim - 1] = (random.uniform() < 0.5 ? -1.0 : 1.0) * (0.5 + 0.5 * random.uniform());
  rows.intercept[1] = rows.intercept[2] = 0.3 * random.normal();
  return unit;
}

/// Draws the next step of a recurrent unit: the last input is its output before, `state`.
inline float draw_step(const GeneralMixture& unit, Random& random, float state, float* x) noexcept {
  for (std::uint32_t j = 0; j + 1 < unit.dim(); ++j) x[j] = static_cast<float>(random.normal());
  x[unit.dim() - 1] = state;
  return draw_target(unit, random, x);
}

/// Orthonormal slopes, unit gate rows orthogonal to them, no intercepts: as the papers have it.
[[nodiscard]] inline GeneralMixture make_orthonormal(Random& random, const Form& form, std::uint32_t dim,
                                                     double sigma) noexcept {
  return {form, make_orthonormal(random, form.experts, dim, sigma)};
}

}  // namespace motet::support
