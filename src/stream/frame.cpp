// SPDX-License-Identifier: MIT
#include "stream/frame.hpp"

#include "stream/moments.hpp"
#include "stream/watch.hpp"
#include "tensor/unit.hpp"
#include "tensor/vector.hpp"

namespace motet::core::stream {

namespace {

using tensor::far_out;
using tensor::floor_power;
using tensor::magnitude;
using tensor::near_in;

constexpr float resolution = 2e-7f;                // of a value: two of them that differ by less differ by rounding
constexpr float least_size = 1e-15f;               // user's units: a column of less that has not varied is one of zeros
constexpr float still_unit = 0.001f;               // of its size: the unit of a column that has not varied
constexpr float zero_unit = 1e-6f;                 // user's units: that of a column of zeros; what it moves to widens it
constexpr float root_two = 1.41421356f;            // from here down to a power of two is to the nearest one, by ratio
constexpr float least_deviation = 2.0f / far_out;  // of the furthest value: no more than far_out units, once rounded down

[[nodiscard]] const float* held_row(const EstimatorView& e, std::uint32_t index) noexcept {
  return young_level(e) + index * order_of(e);
}

/// The shift of a column, and 1 / unit.
struct Scale {
  float shift;
  float inverse_unit;
};

/// No unit is so small that a value within the range would overflow in it.
[[nodiscard]] float invert_unit(float unit, float range) noexcept {
  const float least = range * tensor::least_unit;
  return 1.0f / floor_power(unit > least ? unit : 2.0f * least);
}

/// Mean and unit of a column of the held samples; every one of them lies within 16 units.
[[nodiscard]] Scale measure_column(const EstimatorView& e, std::uint32_t column) noexcept {
  const float range = e.state->settings.range;
  const float count = static_cast<float>(e.state->held);
  // Sums of differences from the first value do not cancel.
  const float first = held_row(e, 0)[column];
  float sum = 0.0f;
  for (std::uint32_t i = 1; i < e.state->held; ++i) sum += held_row(e, i)[column] - first;
  const float shift = first + sum / count;
  float furthest = 0.0f;
  for (std::uint32_t i = 0; i < e.state->held; ++i) {
    const float off = magnitude(held_row(e, i)[column] - shift);
    furthest = off > furthest ? off : furthest;
  }
  const float size = magnitude(shift);
  if (furthest <= size * resolution) {
    const float guess = size > least_size ? size * still_unit : zero_unit;
    return {shift, invert_unit(guess, range)};
  }
  float squares = 0.0f;  // of off / furthest, so that nothing under- or overflows
  for (std::uint32_t i = 0; i < e.state->held; ++i) {
    const float part = (held_row(e, i)[column] - shift) / furthest;
    squares = simd::fused(part, part, squares);
  }
  const float deviation = root_two * simd::root(squares / count);
  return {shift, invert_unit(furthest * (deviation > least_deviation ? deviation : least_deviation), range)};
}

/// z of a sample in the frame as it is; whether none of it lies too far out.
[[nodiscard]] bool place_inputs(const EstimatorView& e, const float* x, float* z) noexcept {
  z[0] = 1.0f;
  return tensor::standardise(e.state->settings.dim, x, frame_shift(e), frame_scale(e), far_out, z + 1);
}

[[nodiscard]] float place_target(const EstimatorView& e, float y) noexcept {
  return (y - e.state->target_shift) * e.state->target_scale;
}

/// Widens the unit of every input that is too far out, and brings z back.
void widen_inputs(const EstimatorView& e, float* z) noexcept {
  for (std::uint32_t j = 0; j < e.state->settings.dim; ++j) {
    if (magnitude(z[1 + j]) <= far_out) continue;
    const float factor = shrink_factor(z[1 + j]);
    frame_scale(e)[j] *= factor;
    z[1 + j] *= factor;
    widen_input(e, 1 + j, factor);
  }
}

[[nodiscard]] float widen_for_target(const EstimatorView& e, float target) noexcept {
  const float factor = shrink_factor(target);
  e.state->target_scale *= factor;
  widen_target(e, factor);
  return target * factor;
}

/// Widens the frame for a sample that lies too far out; returns the target in it.
[[nodiscard]] [[gnu::noinline, gnu::cold]] float widen(const EstimatorView& e, float target, float* z) noexcept {
  begin_watch(e, z, target);
  widen_inputs(e, z);
  return tensor::within(far_out, target) ? target : widen_for_target(e, target);
}

/// Shift and unit of every column, from the held samples.
[[gnu::noinline, gnu::cold]] void choose_frame(const EstimatorView& e) noexcept {
  const std::uint32_t dim = e.state->settings.dim;
  for (std::uint32_t j = 0; j < dim; ++j) {
    const Scale scale = measure_column(e, j);
    frame_shift(e)[j] = scale.shift;
    frame_scale(e)[j] = scale.inverse_unit;
  }
  const Scale target = measure_column(e, dim);
  e.state->target_shift = target.shift;
  e.state->target_scale = target.inverse_unit;
  set_framed(*e.state, true);
}

/// Adds the held samples to the moments. The frame was chosen for them: none of them widens it.
void take_held(const EstimatorView& e) noexcept {
  const std::uint32_t dim = e.state->settings.dim;
  for (std::uint32_t i = 0; i < e.state->held; ++i) {
    const float* row = held_row(e, i);
    static_cast<void>(place_inputs(e, row, sample_z(e)));
    add_to(e, place_target(e, row[dim]), old_level(e));
  }
}

}  // namespace

float shrink_factor(float value) noexcept { return floor_power(near_in / magnitude(value)); }

std::uint32_t calibration_length(const EstimatorView& e) noexcept {
  const std::uint32_t room = level_floats(e) / order_of(e);
  return e.state->settings.calibration < room ? e.state->settings.calibration : room;
}

void hold(const EstimatorView& e, const float* x, float y) noexcept {
  const std::uint32_t dim = e.state->settings.dim;
  float* row = young_level(e) + e.state->held * order_of(e);
  tensor::copy(dim, x, row);
  row[dim] = y;
  ++e.state->held;
}

void freeze_frame(const EstimatorView& e) noexcept {
  choose_frame(e);
  take_held(e);
  tensor::fill(level_floats(e), 0.0f, young_level(e));
  e.state->squares = static_cast<float>(e.state->held);
  e.state->held = 0;
}

float standardise(const EstimatorView& e, const float* x, float y, float* z) noexcept {
  const bool inside = place_inputs(e, x, z);
  const float target = place_target(e, y);
  return inside && tensor::within(far_out, target) ? target : widen(e, target, z);
}

bool place(const EstimatorView& e, const float* x, float y, float* z, float& target) noexcept {
  target = place_target(e, y);
  return place_inputs(e, x, z) && tensor::within(far_out, target);
}

}  // namespace motet::core::stream
