// SPDX-License-Identifier: MIT
#include "learn/pit.hpp"

#include <cstdint>

#include "motet/detail/learning.hpp"
#include "tensor/vector.hpp"

namespace motet::core::learn {

namespace {

constexpr float start = 8.0f;  // samples a bin
constexpr float keep = 1.0f - 0x1p-12f;

[[nodiscard]] std::uint32_t bin_of(float u) noexcept {
  const float place = u * static_cast<float>(pit_bins);
  return place >= static_cast<float>(pit_bins) ? pit_bins - 1u : place > 0.0f ? static_cast<std::uint32_t>(place) : 0u;
}

}  // namespace

void begin_histogram(float* bins) noexcept { tensor::fill(pit_bins, start, bins); }

void count_transform(float u, float* bins) noexcept {
  for (std::uint32_t i = 0; i < pit_bins; ++i) bins[i] *= keep;
  bins[bin_of(u)] += 1.0f;
}

float rank_transform(float u, const float* bins) noexcept {
  const std::uint32_t at = bin_of(u);
  float below = 0.0f;
  for (std::uint32_t i = 0; i < at; ++i) below += bins[i];
  float sum = below;
  for (std::uint32_t i = at; i < pit_bins; ++i) sum += bins[i];
  const float part = u * static_cast<float>(pit_bins) - static_cast<float>(at);
  return simd::fused(part, bins[at], below) / sum;
}

float unrank_transform(float rank, const float* bins) noexcept {
  float sum = 0.0f;
  for (std::uint32_t i = 0; i < pit_bins; ++i) sum += bins[i];
  float left = rank * sum;
  std::uint32_t at = 0;
  for (; at + 1u < pit_bins && left > bins[at]; ++at) left -= bins[at];
  const float u = (static_cast<float>(at) + left / bins[at]) / static_cast<float>(pit_bins);
  return u < 1.0f ? u : 1.0f;
}

float judge_transform(float u, const float* bins) noexcept {
  const float rank = rank_transform(u, bins);
  return 2.0f * (rank < 0.5f ? rank : 1.0f - rank);
}

}  // namespace motet::core::learn
