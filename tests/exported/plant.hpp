// SPDX-License-Identifier: MIT
#pragma once

#include "motet/model.hpp"

/// The model of plant.h: numbers of no meaning, the same on every machine.
template <std::size_t Dim, std::size_t Experts>
[[nodiscard]] motet::Model<Dim, Experts> make_plant() noexcept {
  motet::Model<Dim, Experts> model;
  const motet::core::ModelStore to = model.store();
  *to.size = {static_cast<std::uint32_t>(Dim), static_cast<std::uint32_t>(Experts)};
  std::uint32_t state = 1;
  const auto draw = [&state] {
    state = state * 1664525u + 1013904223u;
    return static_cast<float>(static_cast<std::int32_t>(state) >> 8) / 3000000.0f;
  };
  for (std::uint32_t j = 0; j < Dim; ++j) to.parameters[to.shape.centre() + j] = draw();
  for (std::uint32_t i = 0; i < Experts; ++i) {
    const bool last = i + 1 == Experts;
    for (std::uint32_t j = 0; j < Dim; ++j) {
      to.parameters[to.shape.slope(i) + j] = draw();
      to.parameters[to.shape.gate_slope(i) + j] = last ? 0.0f : draw();
    }
    to.parameters[to.shape.intercept(i)] = draw();
    to.parameters[to.shape.gate_intercept(i)] = last ? 0.0f : draw();
    to.parameters[to.shape.sigma(i)] = 0.25f + 0.1f * static_cast<float>(i);
  }
  to.parameters[to.shape.target()] = draw();
  return model;
}
