// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <random>
#include <vector>

/// Measures how long one dependent load takes.
///
/// A chain of pointers runs through the working set in random order, each load names the next,
/// so neither the prefetcher nor the out-of-order window can run ahead.
class Walk {
 public:
  /// unit    bytes, at most: the buffer that all working sets begin in
  explicit Walk(std::size_t largest);

  /// Nanoseconds per load within a working set of `bytes`, one load every `stride` bytes.
  ///
  /// unit    bytes: at most the largest;  stride: bytes, a multiple of 64
  /// error   the least of a few repeats: a preemption spoils one repeat, not the result
  [[nodiscard]] double measure(std::size_t bytes, std::size_t stride, std::mt19937& random);

 private:
  struct alignas(64) Line {
    const Line* next;
  };

  /// Links `count` lines, each `step` lines from the next, to one cycle in random order.
  void link(std::size_t count, std::size_t step, std::mt19937& random);

  std::vector<Line> lines_;
  const Line* at_ = nullptr;
};
