// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <cstdint>
#include <vector>

#include "motet/model.hpp"
#include "support/bits.hpp"
#include "support/random.hpp"

// Models written by hand, and what they say in double.

namespace motet::test {

using support::wide;

/// What a mixture says of a sample, in double, and how far floats may be from it.
struct Opinion {
  double value[max_experts]{};
  double probability[max_experts]{};
  double value_error[max_experts]{};  ///< bound on the roundings of a value less the centre
  double logit_error = 0.0;           ///< the same of any logit
  double centre = 0.0;                ///< of y: the values are held less it
  double mean = 0.0;
  double variance = 0.0;
};

/// Fills a model with `experts` experts of `dim` inputs; everything else in it is spoilt.
template <std::size_t Dim, std::size_t Experts>
void write_random(Model<Dim, Experts>& model, std::uint32_t dim, std::uint32_t experts, std::uint64_t seed) {
  support::Random random(seed);
  const core::ModelStore store = model.store();
  for (std::uint32_t at = 0; at < store.shape.floats(); ++at) store.parameters[at] = support::sentinel;
  *store.size = {dim, experts};
  store.parameters[store.shape.target()] = support::narrow(20.0 * random.normal());
  for (std::uint32_t j = 0; j < dim; ++j) store.parameters[j] = support::narrow(3.0 * random.normal());
  for (std::uint32_t i = 0; i < experts; ++i) {
    for (std::uint32_t j = 0; j < dim; ++j) {
      store.parameters[store.shape.slope(i) + j] = support::narrow(random.normal());
      store.parameters[store.shape.gate_slope(i) + j] = i + 1 < experts ? support::narrow(random.normal()) : 0.0f;
    }
    store.parameters[store.shape.intercept(i)] = support::narrow(2.0 * random.normal());
    store.parameters[store.shape.gate_intercept(i)] = i + 1 < experts ? support::narrow(random.normal()) : 0.0f;
    store.parameters[store.shape.sigma(i)] = support::narrow(0.2 + random.uniform());
  }
}

/// A number with the bound on what floats lose of it.
struct Bounded {
  double value;
  double error;
};

/// value + slopes'(x - centre), as floats round it: once a difference, a product and each of dim / 4 + 3 sums.
[[nodiscard]] inline Bounded follow(const core::ModelView& m, std::uint32_t value, std::uint32_t slopes, const float* x) {
  double sum = wide(m.parameters[value]);
  double size = std::fabs(sum);
  for (std::uint32_t j = 0; j < m.size.dim; ++j) {
    const double term = wide(m.parameters[slopes + j]) * (wide(x[j]) - wide(m.parameters[m.shape.centre() + j]));
    sum += term;
    size += std::fabs(term);
  }
  return {sum, (m.size.dim / 4 + 5) * support::roundoff * size};
}

/// The mixture at x in double.
[[nodiscard]] inline Opinion consult(const core::ModelView& m, const float* x) {
  Opinion o;
  o.centre = wide(m.parameters[m.shape.target()]);
  double logit[max_experts]{};
  double highest = -1e300;
  for (std::uint32_t i = 0; i < m.size.experts; ++i) {
    const Bounded value = follow(m, m.shape.intercept(i), m.shape.slope(i), x);
    const Bounded gate = follow(m, m.shape.gate_intercept(i), m.shape.gate_slope(i), x);
    o.value[i] = o.centre + value.value;
    o.value_error[i] = value.error;
    logit[i] = gate.value;
    o.logit_error = std::fmax(o.logit_error, gate.error);
    highest = std::fmax(highest, gate.value);
  }
  double total = 0.0;
  for (std::uint32_t i = 0; i < m.size.experts; ++i) total += o.probability[i] = std::exp(logit[i] - highest);
  for (std::uint32_t i = 0; i < m.size.experts; ++i) o.mean += (o.probability[i] /= total) * o.value[i];
  for (std::uint32_t i = 0; i < m.size.experts; ++i) {
    const double sigma = wide(m.parameters[m.shape.sigma(i)]);
    o.variance += o.probability[i] * (sigma * sigma + (o.value[i] - o.mean) * (o.value[i] - o.mean));
  }
  return o;
}

/// Bound on the relative error of a probability: its logits, the rounding of their difference, an exponential of
/// 1.05 2^-23, the sum and the division.
[[nodiscard]] inline double probability_error(const Opinion& o, std::uint32_t experts) {
  return 4.0 * o.logit_error + (40.0 + experts) * support::roundoff;
}

}  // namespace motet::test
