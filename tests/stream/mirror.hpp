// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "motet/estimator.hpp"
#include "stream/moments.hpp"
#include "stream/stream.hpp"
#include "support/bits.hpp"
#include "support/random.hpp"
#include "tensor/staircase_reference.hpp"

// A stream that is remembered, so that what the estimator made of it can be made again.

namespace motet::test {

using core::EstimatorView;

/// Rows of dim inputs and their targets.
struct Rows {
  std::uint32_t dim;
  std::vector<float> x;
  std::vector<float> y;

  [[nodiscard]] std::size_t count() const { return y.size(); }
  [[nodiscard]] std::span<const float> row(std::size_t s) const { return {x.data() + s * dim, dim}; }
  [[nodiscard]] float* at(std::size_t s) { return x.data() + s * dim; }
};

/// x ~ N(0.5, 1), y ~ N(-1, 1).
[[nodiscard]] inline Rows draw_rows(std::uint32_t dim, std::size_t count, std::uint64_t seed) {
  support::Random random(seed);
  Rows rows{dim, std::vector<float>(count * dim), std::vector<float>(count)};
  for (float& each : rows.x) each = support::narrow(0.5 + random.normal());
  for (float& each : rows.y) each = support::narrow(random.normal() - 1.0);
  return rows;
}

/// Times between samples: most of them near `mean`, some 0, some many times as long.
[[nodiscard]] inline std::vector<float> draw_times(std::size_t count, double mean, std::uint64_t seed) {
  support::Random random(seed);
  std::vector<float> times(count);
  for (float& each : times) {
    const double kind = random.uniform();
    each = support::narrow(kind < 0.1 ? 0.0 : kind < 0.99 ? mean * (0.5 + random.uniform()) : 20.0 * mean);
  }
  return times;
}

/// The weights that forget.hpp states, in double.
[[nodiscard]] inline std::vector<double> weigh(const std::vector<float>& times, std::size_t calibration, double memory) {
  std::vector<double> begin(times.size());
  double now = 0.0;
  double block = 0.0;
  for (std::size_t s = calibration; s < times.size(); ++s) {
    now += support::wide(times[s]);
    if (now - block >= memory / 16.0) block = now;
    begin[s] = block;
  }
  for (double& each : begin) each = std::exp((each - block) / memory);
  return begin;
}

/// Pushes rows first .. last - 1 one by one; says how many were not ok.
[[nodiscard]] inline int push_rows(const EstimatorView& e, const Rows& rows, std::size_t first, std::size_t last) {
  int refused = 0;
  for (std::size_t s = first; s < last; ++s) refused += core::push(e, rows.row(s).data(), rows.dim, rows.y[s]) != Status::ok;
  return refused;
}

/// Pushes them in one block.
[[nodiscard]] inline Status push_block(const EstimatorView& e, const Rows& rows, std::size_t first, std::size_t last) {
  return core::push_block(e, rows.x.data() + first * rows.dim, (last - first) * rows.dim, rows.y.data() + first, last - first,
                          last - first);
}

/// The moments as they would be had the frame been what it is now from the first sample on.
struct Levels {
  std::vector<float> old;
  std::vector<float> young;
};

/// The first `calibration` rows go into the old level, the others into the young one, folded where the library folds.
[[nodiscard]] inline Levels rebuild(const EstimatorView& e, const Rows& rows, std::size_t calibration) {
  const std::uint32_t order = rows.dim + 1;
  const std::size_t floats = staircase_floats(order);
  Levels levels{std::vector<float>(floats), std::vector<float>(floats)};
  std::vector<float> z(core::padded(order), support::sentinel);
  std::uint32_t young = 0;
  for (std::size_t s = 0; s < rows.count(); ++s) {
    z[0] = 1.0f;
    for (std::uint32_t j = 0; j < rows.dim; ++j) {
      z[1 + j] = (rows.row(s)[j] - core::stream::frame_shift(e)[j]) * core::stream::frame_scale(e)[j];
    }
    const float y = (rows.y[s] - e.state->target_shift) * e.state->target_scale;
    accumulate_by_law(order, z.data(), y, (s < calibration ? levels.old : levels.young).data());
    if (s < calibration || ++young < core::stream::fold_length) continue;
    young = 0;
    for (std::size_t at = 0; at < floats; ++at) {
      levels.old[at] += levels.young[at];
      levels.young[at] = 0.0f;
    }
  }
  return levels;
}

/// How many moments of the estimator differ from the rebuilt ones in a bit.
[[nodiscard]] inline int count_different(const EstimatorView& e, const Levels& levels) {
  const std::uint32_t order = core::stream::order_of(e);
  return count_different(order, core::stream::old_level(e), levels.old.data()) +
         count_different(order, core::stream::young_level(e), levels.young.data());
}

/// Whether every moment and the frame are finite numbers.
[[nodiscard]] inline bool all_finite(const EstimatorView& e) {
  bool finite = e.state->target_scale - e.state->target_scale == 0.0f && e.state->target_scale > 0.0f;
  for (std::uint32_t j = 0; j < e.state->settings.dim; ++j) {
    const float scale = core::stream::frame_scale(e)[j];
    finite = finite && scale - scale == 0.0f && scale > 0.0f;
  }
  for_each_moment(core::stream::order_of(e), [&](std::uint32_t p, std::uint32_t i, std::uint32_t j, std::uint32_t l) {
    const float sum = core::stream::old_level(e)[place(p, i, j, l)] + core::stream::young_level(e)[place(p, i, j, l)];
    finite = finite && sum - sum == 0.0f;
  });
  return finite;
}

}  // namespace motet::test
