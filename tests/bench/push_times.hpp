// SPDX-License-Identifier: MIT
//
// How the benches of push time: seconds of this thread, the least of all repeats.
#pragma once

#include <algorithm>
#include <cstddef>
#include <ctime>

#include "motet/status.hpp"
#include "support/samples.hpp"

namespace motet::bench {

inline constexpr std::size_t block = 64;  ///< samples a blocked push

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
