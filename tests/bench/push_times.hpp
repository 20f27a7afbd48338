// SPDX-License-Identifier: MIT
//
// How the benches of push time: seconds of this thread, the least of all repeats, against the peak of multiply-adds.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <ctime>

#include "motet/status.hpp"
#include "simd/tile.hpp"
#include "support/samples.hpp"

namespace motet::bench {

inline constexpr std::size_t block = 64;  ///< samples a blocked push

/// Whole blocks of a stream of three lines.
inline support::Samples draw_stream(std::size_t dim) {
  support::Random random(7);
  const std::size_t count = (std::size_t{1} << 19) / (dim * dim) / block * block;
  return support::draw_samples(support::make_general(random, 3, static_cast<std::uint32_t>(dim), 0.1), random, count);
}

/// Multiply-adds that the moments of a sample need, no padding.
inline double count_moments(std::size_t dim) {
  const double d = static_cast<double>(dim);
  return 4.0 * (d + 1.0) * (d + 2.0) * (d + 3.0) / 6.0;
}

inline constexpr std::uint32_t peak_tiles = std::max(core::simd::batch_tiles, 2u);
inline constexpr double peak_calls = 4096.0 * 16.0 * peak_tiles;  ///< multiply-adds of run_peak

/// Multiply-adds in registers, no memory: as many tiles as a batch holds.
[[gnu::noinline]] inline void run_peak(const float* word) {
  core::simd::Tile sums[peak_tiles];
  for (auto& sum : sums) sum = core::simd::spread(1.0f, 2.0f, 3.0f, 4.0f);
  const core::simd::Tile c = core::simd::spread(0.5f, 0.25f, 0.125f, 0.0625f);
  for (int n = 0; n < 4096; ++n) {
    for (auto& sum : sums) sum = core::simd::fma(c, word, sum);
  }
  float tile[16];
  volatile float total = 0.0f;
  for (const auto& sum : sums) {
    core::simd::store_tile(tile, sum);
    for (const float each : tile) total = total + each;
  }
}

/// The share of the peak that `calls` multiply-adds in `seconds` are, if run_peak takes `peak` seconds.
inline double find_share(double calls, double seconds, double peak) { return calls / seconds / (peak_calls / peak); }

/// Seconds of this thread.
inline double read_clock() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

template <class Work>
void keep_least(double& least, const Work& work) {
  const double start = read_clock();
  work();
  least = std::min(least, read_clock() - start);
}

/// Pushes all samples one by one, or in blocks; returns how many calls were refused.
template <class Estimator>
std::size_t push_each(Estimator& estimator, const support::Samples& samples) {
  std::size_t refused = 0;
  for (std::size_t t = 0; t < samples.y.size(); ++t) refused += estimator.push(samples.row(t), samples.y[t]) != Status::ok;
  return refused;
}
template <class Estimator>
std::size_t push_blocks(Estimator& estimator, const support::Samples& samples) {
  const std::size_t dim = samples.x.size() / samples.y.size();
  std::size_t refused = 0;
  for (std::size_t t = 0; t < samples.y.size(); t += block) {
    refused += estimator.push({&samples.x[t * dim], block * dim}, {&samples.y[t], block}, block) != Status::ok;
  }
  return refused;
}

}  // namespace motet::bench
