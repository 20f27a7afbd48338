// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <cstdint>

namespace motet::support {

/// Random numbers whose bits depend on the seed alone (normal() also on log and sqrt).
///
/// source  xoshiro256++ seeded by splitmix64 (Blackman, Vigna 2019); the polar method (Marsaglia 1964)
class Random {
 public:
  explicit Random(std::uint64_t seed) noexcept {
    for (std::uint64_t& word : state_) {
      seed += 0x9e3779b97f4a7c15u;
      std::uint64_t mixed = (seed ^ (seed >> 30)) * 0xbf58476d1ce4e5b9u;
      mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebu;
      word = mixed ^ (mixed >> 31);
    }
  }

  std::uint64_t bits() noexcept {
    const std::uint64_t drawn = rotate(state_[0] + state_[3], 23) + state_[0];
    const std::uint64_t shifted = state_[1] << 17;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= shifted;
    state_[3] = rotate(state_[3], 45);
    return drawn;
  }

  /// Uniform in [0, 1).
  double uniform() noexcept { return static_cast<double>(bits() >> 11) * 0x1p-53; }

  /// Uniform in 0..count-1 (to 2^-32).
  std::uint32_t below(std::uint32_t count) noexcept { return static_cast<std::uint32_t>(((bits() >> 32) * count) >> 32); }

  /// Mean 0, deviation 1.
  double normal() noexcept {
    if (spare_) {
      spare_ = false;
      return kept_;
    }
    double u = 0.0;
    double v = 0.0;
    double square = 0.0;
    do {
      u = 2.0 * uniform() - 1.0;
      v = 2.0 * uniform() - 1.0;
      square = u * u + v * v;
    } while (square >= 1.0 || square == 0.0);
    const double scale = std::sqrt(-2.0 * std::log(square) / square);
    kept_ = v * scale;
    spare_ = true;
    return u * scale;
  }

 private:
  static std::uint64_t rotate(std::uint64_t word, int by) noexcept { return (word << by) | (word >> (64 - by)); }

  std::uint64_t state_[4]{};
  double kept_ = 0.0;
  bool spare_ = false;
};

}  // namespace motet::support
