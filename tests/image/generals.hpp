// SPDX-License-Identifier: MIT
#pragma once

#include "image/tools.hpp"
#include "motet/general_model.hpp"
#include "support/random.hpp"

// General models filled by hand.

namespace motet::test {

[[nodiscard]] inline float cube(float input, float) { return input + 0.1f * input * input * input; }
[[nodiscard]] inline float cube_derivative(float input, float) { return 1.0f + 0.3f * input * input; }
[[nodiscard]] inline float softened(float input, float parameter) { return input > 0.0f ? input : parameter * input; }
[[nodiscard]] inline float softened_derivative(float input, float parameter) { return input > 0.0f ? 1.0f : parameter; }

/// Every row and noise drawn.
template <std::size_t Dim, std::size_t Experts>
[[nodiscard]] GeneralModel<Dim, Experts> filled(const Form& form, std::size_t dim, std::uint64_t seed) {
  GeneralModel<Dim, Experts> model(form);
  support::Random random(seed);
  bool good = model.begin(dim) == Status::ok;
  float slope[Dim];
  const auto draw = [&] {
    for (float& each : slope) each = static_cast<float>(random.normal());
    return std::span(slope).first(dim);
  };
  for (std::size_t i = 0; i < form.experts; ++i) {
    good &= model.set_expert(i, draw(), static_cast<float>(random.normal()), 0.1f + static_cast<float>(i)) == Status::ok;
    if (i + 1 < form.experts) good &= model.set_gate(i, draw(), static_cast<float>(random.normal())) == Status::ok;
  }
  return good ? model : GeneralModel<Dim, Experts>(form);
}

}  // namespace motet::test
