// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

// What the unit tests of every room share: bits, distances, and memory that shows who touched it.

namespace motet::support {

/// One float operation is off by at most this much, relative to its result.
inline constexpr double roundoff = 0x1p-24;

/// A quiet NaN with a mark: it spoils every sum that reads it, and shows whether it was overwritten.
inline constexpr float sentinel = std::bit_cast<float>(0x7fc0beefu);

/// Lengths that meet every tail of a four-lane loop.
inline constexpr std::uint32_t awkward_extents[] = {1, 2, 3, 4, 5, 7, 8, 9, 13, 31, 32};

[[nodiscard]] inline std::uint32_t bits(float value) noexcept { return std::bit_cast<std::uint32_t>(value); }
[[nodiscard]] inline float from_bits(std::uint32_t value) noexcept { return std::bit_cast<float>(value); }
[[nodiscard]] inline double wide(float value) noexcept { return static_cast<double>(value); }
[[nodiscard]] inline float narrow(double value) noexcept { return static_cast<float>(value); }

/// The same bits, or both NaN.
[[nodiscard]] inline bool same(float a, float b) noexcept { return bits(a) == bits(b) || (a != a && b != b); }

/// |a - b|; NaN if one of them is, so that every comparison with a bound then fails.
template <class A, class B>
[[nodiscard]] double apart(A a, B b) noexcept {
  return std::fabs(static_cast<double>(a) - static_cast<double>(b));
}

/// The largest of many errors as a multiple of its bound; a NaN stays.
struct Worst {
  double ratio = 0.0;
  void add(double error, double bound) noexcept {
    if (error == 0.0 || ratio != ratio) return;
    const double next = error / bound;
    if (!(next <= ratio)) ratio = next;
  }
};

/// `count` floats between two fences of sentinels.
class Fenced {
 public:
  explicit Fenced(std::size_t count, float value = sentinel) : floats_(count + 2 * width, sentinel), count_(count) {
    for (std::size_t i = 0; i < count; ++i) (*this)[i] = value;
  }
  [[nodiscard]] float* data() noexcept { return floats_.data() + width; }
  [[nodiscard]] float& operator[](std::size_t i) noexcept { return floats_[width + i]; }
  /// Whether floats from `count` on, and those before the first, still are sentinels.
  [[nodiscard]] bool intact_beyond(std::size_t count) const noexcept {
    std::size_t touched = 0;
    for (std::size_t i = 0; i < width; ++i) touched += bits(floats_[i]) != bits(sentinel);
    for (std::size_t i = width + count; i < floats_.size(); ++i) touched += bits(floats_[i]) != bits(sentinel);
    return touched == 0;
  }
  [[nodiscard]] bool intact() const noexcept { return intact_beyond(count_); }

 private:
  static constexpr std::size_t width = 16;
  std::vector<float> floats_;
  std::size_t count_;
};

/// The bytes of an object as they were.
class Snapshot {
 public:
  template <class Object>
  explicit Snapshot(const Object& object) : Snapshot(&object, sizeof object) {}
  Snapshot(const void* from, std::size_t count)
      : from_(static_cast<const unsigned char*>(from)), bytes_(from_, from_ + count) {}
  [[nodiscard]] bool unchanged() const { return std::equal(bytes_.begin(), bytes_.end(), from_); }

 private:
  const unsigned char* from_;
  std::vector<unsigned char> bytes_;
};

}  // namespace motet::support
