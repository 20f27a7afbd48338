// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>

#include "motet/estimator.hpp"
#include "support/parameters.hpp"
#include "support/samples.hpp"

namespace motet::bench {

/// What the library made of some samples.
struct Learned {
  Status status;
  Report report;
  support::Parameters parameters;  ///< of the model, in double; one expert of zeros if there is none
};

/// Streams all samples into a fresh estimator and fits; the largest bounds serve every size.
template <std::size_t Window>
[[nodiscard]] Learned learn(const support::Samples& samples, std::uint32_t experts, Settings settings = {}) {
  settings.dim = samples.dim;
  settings.experts = experts;
  const auto estimator = std::make_unique<Estimator<max_cubic_dim, max_experts, Window>>(settings);
  Model<max_cubic_dim, max_experts> model;
  Report report;
  Status status = estimator->push(samples.x, samples.y, samples.count);
  if (status == Status::ok) status = estimator->fit(model, report);
  if (status != Status::ok) return {status, report, support::Parameters(1, samples.dim + 1)};
  return {status, report, support::read_parameters(model)};
}

}  // namespace motet::bench
