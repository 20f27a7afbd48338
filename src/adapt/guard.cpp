// SPDX-License-Identifier: MIT
#include "adapt/guard.hpp"

#include <bit>

#include "tensor/vector.hpp"

namespace motet::core::adapting {

namespace {

/// What is wrong with a value that does not lie within the range.
[[nodiscard]] Status name_offence(float value) noexcept {
  return value - value == 0.0f ? Status::out_of_range : Status::not_finite;
}

/// What is wrong with the first of the inputs that does not lie within the range, or with the target.
[[nodiscard]] [[gnu::noinline, gnu::cold]] Status find_offence(float range, const float* x, std::uint32_t dim,
                                                               float y) noexcept {
  for (std::uint32_t j = 0; j < dim; ++j) {
    if (!tensor::within(range, x[j])) return name_offence(x[j]);
  }
  return name_offence(y);
}

// Runs are counted in the floats of the block as whole numbers.
[[nodiscard]] std::uint32_t read_run(const AdapterView& a, std::uint32_t column) noexcept {
  return std::bit_cast<std::uint32_t>(a.block[a.plan->run + column]);
}

/// Whether the column has repeated its value so often that once more makes it stuck.
[[nodiscard]] bool is_stuck(const AdapterView& a, std::uint32_t column, float value) noexcept {
  const bool same = std::bit_cast<std::uint32_t>(value) == std::bit_cast<std::uint32_t>(a.block[a.plan->last + column]);
  return same && read_run(a, column) + 1u >= a.state->settings.stuck_limit;
}

void note(const AdapterView& a, std::uint32_t column, float value) noexcept {
  float& last = a.block[a.plan->last + column];
  const bool same = std::bit_cast<std::uint32_t>(value) == std::bit_cast<std::uint32_t>(last);
  a.block[a.plan->run + column] = std::bit_cast<float>(same ? read_run(a, column) + 1u : 1u);
  last = value;
}

}  // namespace

Status check_sample(const AdapterView& a, const float* x, std::size_t length, float y, float elapsed) noexcept {
  const std::uint32_t dim = dim_of(a);
  if (length != dim) return Status::wrong_length;
  if (!tensor::within(length, a.state->range, x) || !tensor::within(a.state->range, y)) {
    return find_offence(a.state->range, x, dim, y);
  }
  if (!(elapsed >= 0.0f && elapsed - elapsed == 0.0f)) return name_offence(elapsed);
  if (a.state->settings.stuck_limit == 0) return Status::ok;
  bool stuck = is_stuck(a, dim, y);
  for (std::uint32_t j = 0; j < dim; ++j) stuck |= is_stuck(a, j, x[j]);
  return stuck ? Status::stuck_sensor : Status::ok;
}

Status refuse(const AdapterView& a, Status status) noexcept {
  AdaptCounters& counters = a.state->counters;
  if (status == Status::wrong_length) ++counters.wrong_length;
  if (status == Status::not_finite) ++counters.not_finite;
  if (status == Status::out_of_range) ++counters.out_of_range;
  if (status == Status::outlier) ++counters.outliers;
  if (status == Status::stuck_sensor) ++counters.stuck;
  return status;
}

void remember(const AdapterView& a, const float* x, float y) noexcept {
  if (a.state->settings.stuck_limit == 0) return;
  for (std::uint32_t j = 0; j < dim_of(a); ++j) note(a, j, x[j]);
  note(a, dim_of(a), y);
}

}  // namespace motet::core::adapting
