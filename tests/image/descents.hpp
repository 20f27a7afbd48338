// SPDX-License-Identifier: MIT
#pragma once

#include "image/tools.hpp"
#include "motet/descent.hpp"
#include "support/random.hpp"

// Descents that are to be interrupted.

namespace motet::test {

/// Two lines and a gate, from sample `first` to `last`; 0.1 of noise.
template <std::size_t Dim, std::size_t Experts>
[[nodiscard]] Status push_lines(Descent<Dim, Experts>& descent, std::uint32_t first, std::uint32_t last) {
  const std::uint32_t dim = descent.settings().dim;
  support::Random random(5);
  Status status = Status::ok;
  for (std::uint32_t t = 0; t < last && status == Status::ok; ++t) {
    float x[Dim];
    for (std::uint32_t j = 0; j < dim; ++j) x[j] = static_cast<float>(random.normal());
    const float noise = static_cast<float>(0.1 * random.normal());
    const float y = (x[0] + x[dim - 1] > 0.0f ? 2.0f * x[0] : -x[0] + x[1]) + noise;
    if (t >= first) status = descent.push(std::span(x).first(dim), y);
  }
  return status;
}

/// A descent that has taken `count` samples of them.
template <std::size_t Dim, std::size_t Experts>
[[nodiscard]] Descent<Dim, Experts> descended(std::uint32_t dim, std::uint32_t count, std::uint32_t samples = 1600) {
  DescentSettings settings;
  settings.dim = dim;
  settings.experts = 2;
  settings.samples = samples;
  Descent<Dim, Experts> descent(settings);
  static_cast<void>(push_lines(descent, 0, count));
  return descent;
}

}  // namespace motet::test
