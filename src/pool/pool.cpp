// SPDX-License-Identifier: MIT
#include "pool/pool.hpp"

#include "tensor/unit.hpp"
#include "tensor/vector.hpp"

namespace motet::core::pool {

namespace {

using tensor::far_out;
using tensor::magnitude;

[[nodiscard]] float larger(float a, float b) noexcept { return a > b ? a : b; }

/// The power of two at or above a positive `value`.
[[nodiscard]] float ceiling_power(float value) noexcept {
  const float below = tensor::floor_power(value);
  return below < value ? 2.0f * below : below;
}

/// Whether the frame of `a` is the first choice: more samples; among equals any order that does not depend on which is `a`.
[[nodiscard]] bool precedes(const Column& a, const Column& b) noexcept {
  if (a.samples != b.samples) return a.samples > b.samples;
  if (a.shift != b.shift) return a.shift < b.shift;
  return a.scale < b.scale;
}

/// A unit that holds the reach of a column around another shift.
[[nodiscard]] float unit_about(float shift, const Column& column) noexcept {
  return 1.0f / column.scale + magnitude(shift - column.shift) / far_out;
}

[[nodiscard]] float variance_of(const Column& column) noexcept {
  return larger(simd::fused(-column.mean, column.mean, column.square), 0.0f);
}

/// A unit in which a value within the range does not overflow, as in stream/frame.
[[nodiscard]] float scale_of(float unit, float range) noexcept {
  return 1.0f / ceiling_power(larger(unit, range * tensor::least_unit));
}

/// A shift for both; `first` comes first.
[[nodiscard]] float pool_shift(const Column& first, const Column& other) noexcept {
  // Everything in one unit, from first.shift on, so that no square overflows.
  const float unit = larger(unit_about(other.shift, first), 1.0f / other.scale);
  const float ratio = 1.0f / (first.scale * unit);
  const float other_ratio = 1.0f / (other.scale * unit);
  const float share = other.samples / (first.samples + other.samples);
  const float mean = first.mean * ratio;
  const float apart = (other.shift - first.shift) / unit + other.mean * other_ratio - mean;
  const float pooled = simd::fused(share, apart, mean);
  const float variance = (1.0f - share) * (variance_of(first) * ratio * ratio + share * apart * apart) +
                         share * variance_of(other) * other_ratio * other_ratio;
  return 4.0f * pooled * pooled <= variance ? first.shift : first.shift + pooled * unit;
}

}  // namespace

Axis pool(const Column& a, const Column& b, float range) noexcept {
  const bool ordered = precedes(a, b);
  const float shift = ordered ? pool_shift(a, b) : pool_shift(b, a);
  return {shift, scale_of(larger(unit_about(shift, a), unit_about(shift, b)), range)};
}

Axis follow(const Column& column, float range, bool forgets) noexcept {
  if (4.0f * column.mean * column.mean <= variance_of(column)) return {column.shift, column.scale};
  const float shift = column.shift + column.mean / column.scale;
  return {shift, forgets ? column.scale : scale_of(unit_about(shift, column), range)};
}

}  // namespace motet::core::pool
