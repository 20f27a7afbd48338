// SPDX-License-Identifier: MIT
#include "learn/pit.hpp"

#include <cstdint>

#include "motet/detail/learning.hpp"
#include "tensor/vector.hpp"

namespace motet::core::learn {

namespace {

constexpr float start = 256.0f;  // samples
constexpr float keep = 1.0f - 0x1p-12f;
constexpr std::uint32_t half = pit_bins / 2u;

/// Where bin `i` begins. Bins are narrow in the tails, where most is asked: their edges are squares, from either end.
[[nodiscard]] float edge_of(std::uint32_t i) noexcept {
  constexpr float unit = 1.0f / (2.0f * half * half);
  const float near = static_cast<float>(i <= half ? i : pit_bins - i);
  return i <= half ? unit * near * near : 1.0f - unit * near * near;
}

[[nodiscard]] std::uint32_t bin_of(float u) noexcept {
  const float tail = u < 0.5f ? u : 1.0f - u;
  const float place = tail > 0.0f ? static_cast<float>(half) * simd::root(2.0f * tail) : 0.0f;
  std::uint32_t at = static_cast<std::uint32_t>(place);
  at = at < half ? at : half - 1u;
  return u < 0.5f ? at : pit_bins - 1u - at;
}

}  // namespace

void begin_histogram(float* bins) noexcept {
  for (std::uint32_t i = 0; i < pit_bins; ++i) bins[i] = start * (edge_of(i + 1u) - edge_of(i));
}

void count_transform(float u, float* bins) noexcept {
  simd::scale_row(pit_bins / 4u, keep, bins, bins);
  bins[bin_of(u)] += 1.0f;
}

float rank_transform(float u, const float* bins) noexcept {
  const std::uint32_t at = bin_of(u);
  float below = 0.0f;
  for (std::uint32_t i = 0; i < at; ++i) below += bins[i];
  float sum = below;
  for (std::uint32_t i = at; i < pit_bins; ++i) sum += bins[i];
  const float part = (u - edge_of(at)) / (edge_of(at + 1u) - edge_of(at));
  return simd::fused(part, bins[at], below) / sum;
}

float unrank_transform(float rank, const float* bins) noexcept {
  float sum = 0.0f;
  for (std::uint32_t i = 0; i < pit_bins; ++i) sum += bins[i];
  float left = rank * sum;
  std::uint32_t at = 0;
  for (; at + 1u < pit_bins && left > bins[at]; ++at) left -= bins[at];
  const float u = simd::fused(left / bins[at], edge_of(at + 1u) - edge_of(at), edge_of(at));
  return u < 1.0f ? u : 1.0f;
}

float judge_transform(float u, const float* bins) noexcept {
  const float rank = rank_transform(u, bins);
  return 2.0f * (rank < 0.5f ? rank : 1.0f - rank);
}

}  // namespace motet::core::learn
