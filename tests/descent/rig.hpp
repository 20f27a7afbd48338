// SPDX-License-Identifier: MIT
#pragma once

#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

#include "descent/descent_stages.hpp"
#include "descent/regions.hpp"
#include "support/bits.hpp"
#include "support/mixture.hpp"
#include "support/random.hpp"

// A descent that is stopped between two stages.

namespace motet::test {

using support::narrow;
using support::wide;

/// The block of a descent of these bounds, between two fences.
class Rig {
 public:
  Rig(std::uint32_t dim_bound, std::uint32_t experts_bound, const DescentSettings& settings = {})
      : plan_(core::make_descent_plan(dim_bound, experts_bound)), block_(plan_.floats) {
    CHECK(core::configure(view(), settings) == Status::ok);
  }
  Rig(const Rig&) = delete;
  Rig& operator=(const Rig&) = delete;

  [[nodiscard]] core::DescentView view() { return {&plan_, &state, block_.data()}; }
  [[nodiscard]] core::DescentSource source() { return {&plan_, &state, block_.data()}; }
  [[nodiscard]] bool intact() const { return block_.intact(); }
  [[nodiscard]] const support::Fenced& block() const { return block_; }

  core::DescentState state;

 private:
  core::DescentPlan plan_;
  support::Fenced block_;
};

/// Settings for `dim` inputs and `experts` experts.
[[nodiscard]] inline DescentSettings make_descent_settings(std::uint32_t dim, std::uint32_t experts,
                                                           std::uint32_t samples = 0) {
  DescentSettings settings;
  settings.dim = dim;
  settings.experts = experts;
  settings.samples = samples;
  return settings;
}

/// `count` normal numbers.
inline void draw_row(support::Random& random, std::uint32_t count, float* row) {
  for (std::uint32_t i = 0; i < count; ++i) row[i] = narrow(random.normal());
}

/// sum_i a_i b_i in double.
[[nodiscard]] inline double follow(const float* a, const float* b, std::uint32_t count) {
  double sum = 0.0;
  for (std::uint32_t i = 0; i < count; ++i) sum += wide(a[i]) * wide(b[i]);
  return sum;
}

/// The extents that a rig is tried with: of one, of a whole word, across words, the largest; settings below the bound.
struct Extents {
  std::uint32_t dim_bound, experts_bound, dim, experts;
};
inline constexpr Extents extents[] = {{2, 2, 2, 2}, {3, 2, 3, 2}, {4, 4, 4, 3}, {5, 3, 4, 2}, {9, 8, 9, 8}, {32, 8, 31, 5}};

}  // namespace motet::test
