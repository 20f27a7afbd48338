// SPDX-License-Identifier: MIT
#include "learn/line.hpp"

#include "tensor/vector.hpp"

namespace motet::core::learn {

namespace {

constexpr float least_share = 0x1p-10f;  // of the most that was known of a direction, kept where nothing excites it
constexpr float slowness = 0x1p-4f;      // by so much more slowly that is forgotten
constexpr float nothing = 0x1p-100f;     // less information is none

[[nodiscard]] float* least_of(const LineView& line) noexcept { return line.block + line.order; }
[[nodiscard]] float* rows_of(const LineView& line) noexcept { return line.block + 2u * line.order; }

}  // namespace

void clear_line(const LineView& line) noexcept { tensor::fill(line_floats(line.order), 0.0f, line.block); }

Said ask_line(const LineView& line, const float* tolerance, float* z) noexcept {
  const float* row = rows_of(line);
  float* const target = z + line.order;
  float doubt = 1.0f;
  *target = 0.0f;
  for (std::uint32_t i = 0; i < line.order; ++i) {
    const float f = z[i];
    const std::uint32_t rest = line.order - i;
    if (!tensor::within(tolerance[i], f)) {
      tensor::add_scaled(rest, -f, row, z + i + 1);
      const float d = line.block[i];
      doubt += d > 0.0f ? f * (f / d) : largest_doubt;
    }
    row += rest;
  }
  return {-*target, doubt < largest_doubt ? doubt : largest_doubt};
}

Said teach_line(const LineView& line, float keep, const float* tolerance, float* z) noexcept {
  float* row = rows_of(line);
  float* information = line.block;
  float* least = least_of(line);
  const float slow = 1.0f - slowness * (1.0f - keep);
  float w = 1.0f;
  bool unknown = false;
  for (std::uint32_t rest = line.order; rest > 0; --rest) {
    const float f = *z++;
    const float held = slow * *least;
    const float faded = keep * *information;
    float d = faded > held ? faded : held;
    if (tensor::within(*tolerance++, f)) {
      row += rest;
    } else {
      const float part = w * f;
      const float grown = simd::fused(part, f, d);
      float gain = 0.0f;
      if (grown > nothing) {
        const float inverse = 1.0f / grown;
        gain = part * inverse;
        w *= d * inverse;
        d = grown;
      } else {
        unknown = true;
      }
      row = tensor::sweep(rest, f, gain, z, row);
    }
    *information++ = d;
    *least++ = held > least_share * d ? held : least_share * d;
  }
  // Each row has added f_i^2 / d_i to 1 / w, of the information that was left.
  const bool known = !unknown && largest_doubt * w > 1.0f;
  return {*z, known ? simd::fused(keep, 1.0f / w - 1.0f, 1.0f) : largest_doubt};
}

void shift_line(const LineView& line, const float* by) noexcept { tensor::add_scaled(line.order, -1.0f, by, rows_of(line)); }

void merge_line(const LineView& line, const float* other, const float* by, const float* tolerance, float* z) noexcept {
  const float* row = other + 2u * line.order;
  for (std::uint32_t i = 0; i < line.order; ++i) {
    const std::uint32_t rest = line.order - i;
    const float size = simd::root(other[i]);
    if (size > 0.0f) {
      tensor::fill(line.order + 1u, 0.0f, z);
      z[i] = size;
      for (std::uint32_t j = 0; j < rest; ++j) z[i + 1u + j] = size * (row[j] - (i == 0 ? by[j] : 0.0f));
      static_cast<void>(teach_line(line, 1.0f, tolerance, z));
    }
    row += rest;
  }
}

float mean_of_line(const LineView& line, std::uint32_t column) noexcept { return rows_of(line)[column - 1u]; }

}  // namespace motet::core::learn
