// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>

#include "motet/detail/requirements.hpp"

// From an interrupt to the task that learns, and back. Objects that learn are not thread-safe: an interrupt must not call them
// while another call on the same object is under way. It puts its samples into a Queue, and reads answers from a Latest.
// Neither waits, locks or switches interrupts off; both are headers only.

namespace motet {

/// A sample as a Queue hands it over.
template <std::size_t Dim>
struct Sample {
  std::array<float, Dim> x{};
  float y = 0.0f;
  float elapsed = 1.0f;  ///< since the sample before it, in the unit of Settings::memory
};

/// A ring of `Slots` samples for one producer (an interrupt) and one consumer (a task).
///
/// A full ring refuses the new sample and counts it: what waits is older, and whole.
///
/// cost    a copy of Dim + 2 floats and two loads each side; no loop that waits. Words are loaded and stored, never exchanged,
///         so a core without atomic exchanges (Cortex-M0, RV32IMC) needs no helper
template <std::size_t Dim, std::size_t Slots>
class Queue {
  static_assert(Slots >= 2 && std::has_single_bit(Slots), "motet: Slots must be a power of two");

 public:
  /// The producer's: puts a sample in. False: the ring is full, or `x` has not Dim floats; the sample is counted as dropped.
  [[nodiscard]] bool offer(std::span<const float> x, float y, float elapsed = 1.0f) noexcept {
    const std::uint32_t at = end_.load(std::memory_order_relaxed);
    if (x.size() != Dim || at - begin_.load(std::memory_order_acquire) == Slots) {
      dropped_.store(dropped_.load(std::memory_order_relaxed) + 1u, std::memory_order_relaxed);
      return false;
    }
    Sample<Dim>& slot = slots_[at % Slots];
    std::copy(x.begin(), x.end(), slot.x.begin());
    slot.y = y;
    slot.elapsed = elapsed;
    end_.store(at + 1u, std::memory_order_release);
    return true;
  }

  /// The consumer's: takes the oldest sample out. False: there is none, and `sample` is as it was.
  [[nodiscard]] bool take(Sample<Dim>& sample) noexcept {
    const std::uint32_t at = begin_.load(std::memory_order_relaxed);
    if (at == end_.load(std::memory_order_acquire)) return false;
    sample = slots_[at % Slots];
    begin_.store(at + 1u, std::memory_order_release);
    return true;
  }

  /// Samples that wait, as either side sees it.
  [[nodiscard]] std::uint32_t waiting() const noexcept {
    const std::uint32_t begin = begin_.load(std::memory_order_acquire);
    return end_.load(std::memory_order_acquire) - begin;
  }

  /// Samples that found no place, since the start.
  [[nodiscard]] std::uint32_t dropped() const noexcept { return dropped_.load(std::memory_order_relaxed); }

 private:
  std::array<Sample<Dim>, Slots> slots_{};
  std::atomic<std::uint32_t> begin_ = 0;    // samples taken; written by the consumer
  std::atomic<std::uint32_t> end_ = 0;      // samples put in; written by the producer
  std::atomic<std::uint32_t> dropped_ = 0;  // by the producer
};

/// The newest value that one writer (a task) has published, for any number of readers (interrupts, other tasks).
///
/// Two copies in turn under a count (a sequence lock). A reader that interrupts the writer finds the copy that is not being
/// written, at once. A reader that the writer interrupts reads again, as often as two values were published meanwhile.
///
/// shape   Value: plain bytes, a multiple of four
/// cost    a copy of the value each side, a word at a time
template <class Value>
class Latest {
  static_assert(std::is_trivially_copyable_v<Value> && sizeof(Value) % 4 == 0, "motet: Value must be plain whole words");

 public:
  /// The writer's.
  void publish(const Value& value) noexcept {
    const auto words = std::bit_cast<Words>(value);
    std::uint32_t next = count_.load(std::memory_order_relaxed) + 1u;
    if (next == 0u) next = 2u;  // 0 means that nothing has been published
    Copy& copy = copies_[next % 2u];
    // What readers found whole stays marked until its first word changes: the mark comes first.
    begun_.store(next, std::memory_order_relaxed);
    std::atomic_thread_fence(std::memory_order_release);
    for (std::size_t i = 0; i < words.size(); ++i) copy[i].store(words[i], std::memory_order_relaxed);
    count_.store(next, std::memory_order_release);
  }

  /// A reader's: the newest value. False: nothing has been published, and `value` is as it was.
  [[nodiscard]] bool read(Value& value) const noexcept {
    for (;;) {
      const std::uint32_t count = count_.load(std::memory_order_acquire);
      if (count == 0) return false;
      const Copy& copy = copies_[count % 2u];
      Words words;
      for (std::size_t i = 0; i < words.size(); ++i) words[i] = copy[i].load(std::memory_order_relaxed);
      std::atomic_thread_fence(std::memory_order_acquire);
      if (begun_.load(std::memory_order_relaxed) - count < 2u) {
        value = std::bit_cast<Value>(words);
        return true;
      }
    }
  }

 private:
  using Words = std::array<std::uint32_t, sizeof(Value) / 4>;
  using Copy = std::array<std::atomic<std::uint32_t>, sizeof(Value) / 4>;

  std::array<Copy, 2> copies_{};
  std::atomic<std::uint32_t> count_ = 0;  // of values published
  std::atomic<std::uint32_t> begun_ = 0;  // the last of which a word may have been written
};

}  // namespace motet
