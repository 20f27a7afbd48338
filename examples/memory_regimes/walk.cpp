// SPDX-License-Identifier: MIT
#include "walk.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <utility>

namespace {

constexpr std::size_t timed_loads = 4096;
constexpr std::size_t warming_loads = 65536;
constexpr int repeats = 5;

/// A random number below `bound`: fast, and fair enough for an order.
std::size_t below(std::size_t bound, std::mt19937& random) {
  return static_cast<std::size_t>((static_cast<std::uint64_t>(random()) * bound) >> 32);
}

}  // namespace

Walk::Walk(std::size_t largest) : lines_(largest / sizeof(Line)) {}

double Walk::measure(std::size_t bytes, std::size_t stride, std::mt19937& random) {
  const std::size_t step = stride / sizeof(Line);
  const std::size_t count = std::max<std::size_t>(2, bytes / stride);
  link(count, step, random);

  const auto load = [this](std::size_t loads) {
    const Line* at = at_;
    for (std::size_t i = 0; i < loads; ++i) at = at->next;
    const Line* volatile seen = at;  // the compiler may not leave the loads out
    at_ = seen;
  };
  at_ = lines_.data();
  load(std::min(count, warming_loads));

  double least = 1e30;
  for (int repeat = 0; repeat < repeats; ++repeat) {
    const auto begin = std::chrono::steady_clock::now();
    load(timed_loads);
    const std::chrono::duration<double, std::nano> taken = std::chrono::steady_clock::now() - begin;
    least = std::min(least, taken.count());
  }
  return std::max(least / timed_loads, 1e-3);
}

// Sattolo's shuffle: started from the identity, it leaves one cycle through all lines.
void Walk::link(std::size_t count, std::size_t step, std::mt19937& random) {
  for (std::size_t i = 0; i < count; ++i) lines_[i * step].next = &lines_[i * step];
  for (std::size_t i = count - 1; i > 0; --i) std::swap(lines_[i * step].next, lines_[below(i, random) * step].next);
}
