// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <vector>

#include "support/mixture.hpp"
#include "support/parameters.hpp"

namespace motet::bench {

/// How far parameters are from the mixture that drew the samples, experts in the order that suits their slopes best.
struct Match {
  double experts = HUGE_VAL;  ///< |A - A*|_F over the slopes
  double gate = HUGE_VAL;     ///< |W - W*|_F over the gate's slopes, each row less the last
  double turn = HUGE_VAL;     ///< largest 1 - cos of a slope
};

namespace detail {

[[nodiscard]] inline Match match_in_order(const support::Parameters& found, const support::Mixture& truth,
                                          const std::vector<std::uint32_t>& order) {
  Match match{0.0, 0.0, 0.0};
  const std::uint32_t last = truth.experts - 1;
  for (std::uint32_t i = 0; i < truth.experts; ++i) {
    double along = 0.0, mine = 0.0, theirs = 0.0;
    for (std::uint32_t j = 0; j < truth.dim; ++j) {
      const double a = found.line(order[i])[1 + j], b = truth.slope[i][j];
      along += a * b;
      mine += a * a;
      theirs += b * b;
      match.experts += (a - b) * (a - b);
      const double w = found.gate(order[i])[1 + j] - found.gate(order[last])[1 + j];
      const double v = truth.gate_slope[i][j] - truth.gate_slope[last][j];
      match.gate += (w - v) * (w - v);
    }
    match.turn = std::max(match.turn, mine > 0.0 ? 1.0 - along / std::sqrt(mine * theirs) : 1.0);
  }
  match.experts = std::sqrt(match.experts);
  match.gate = std::sqrt(match.gate);
  return match;
}

}  // namespace detail

/// error   infinite if the number of experts is another, or a slope is not finite
[[nodiscard]] inline Match match(const support::Parameters& found, const support::Mixture& truth) {
  Match best;
  if (found.experts != truth.experts) return best;
  std::vector<std::uint32_t> order(truth.experts);
  std::iota(order.begin(), order.end(), 0u);
  do {
    const Match next = detail::match_in_order(found, truth, order);
    if (next.experts < best.experts) best = next;
  } while (std::next_permutation(order.begin(), order.end()));
  return best;
}

}  // namespace motet::bench
