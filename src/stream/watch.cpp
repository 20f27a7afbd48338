// SPDX-License-Identifier: MIT
#include "stream/watch.hpp"

#include "stream/forget.hpp"
#include "stream/frame.hpp"
#include "tensor/unit.hpp"
#include "tensor/vector.hpp"

namespace motet::core::stream {

namespace {

using tensor::far_out;

constexpr float few = 1024.0f;  // samples: so many are given up where the target alone begins to move

/// Columns of the sample that lie outside the frame, the target among them.
[[nodiscard]] std::uint32_t count_outside(std::uint32_t dim, const float* z) noexcept {
  std::uint32_t outside = 1;
  for (std::uint32_t j = 0; j < dim; ++j) outside += tensor::within(far_out, z[1 + j]) ? 0u : 1u;
  return outside;
}

/// Sum of target^power: the first entries of the first tile.
[[nodiscard]] float sum_power(const EstimatorView& e, std::uint32_t power) noexcept {
  return old_level(e)[4u * power] + young_level(e)[4u * power];
}

/// Variance of the target so far, units squared.
[[nodiscard]] float measure_variance(const EstimatorView& e) noexcept {
  const float weight = sum_power(e, 0);
  const float mean = sum_power(e, 1) / weight;
  const float variance = simd::fused(-mean, mean, sum_power(e, 2) / weight);
  return variance > 0.0f ? variance : 0.0f;
}

/// Whether the window has kept every sample in turn, up to the one at hand.
[[nodiscard]] bool keeps_all(const EstimatorView& e) noexcept {
  const State& state = *e.state;
  return state.settings.memory == 0.0f && !fitting(e) && state.kept + 1u == state.counters.accepted - state.missed;
}

/// Rows at the end of the window that are of the motion: behind the last four in turn that lie as near as the rest did.
[[nodiscard]] std::uint32_t count_moving(const EstimatorView& e) noexcept {
  const State& state = *e.state;
  const std::uint32_t room = calibration_length(e) - 1u;
  const std::uint32_t most = room < Watch::length - 1u ? room : Watch::length - 1u;
  std::uint32_t rows = 0;
  std::uint32_t near = 0;
  while (rows < most && rows < state.kept && near < 4u) {
    const float target = kept_row(e, state.kept - 1u - rows)[state.settings.dim];
    near = tensor::within(state.watch.limit, (target - state.target_shift) * state.watch.scale) ? near + 1u : 0u;
    ++rows;
  }
  return rows - near;
}

/// The rows of the motion become the first of the stream.
void begin_with_kept(const EstimatorView& e) noexcept {
  State& state = *e.state;
  const std::uint32_t rows = keeps_all(e) ? count_moving(e) : 0u;
  const std::uint32_t from = state.kept - rows;
  begin_anew(e);
  state.missed = state.counters.accepted - (rows + 1u);  // with the sample at hand, all that is offered
  for (std::uint32_t i = 0; i < rows; ++i) {
    const float* row = kept_row(e, from + i);
    hold(e, row, row[state.settings.dim]);
    if (from > 0) tensor::copy(order_of(e), row, kept_row(e, i));
  }
  state.kept = rows;
}

}  // namespace

void begin_watch(const EstimatorView& e, const float* z, float target) noexcept {
  State& state = *e.state;
  if (tensor::within(far_out, target) || state.watch.count > 0 || state.watch.restarts >= Watch::most_restarts) return;
  const std::uint32_t dim = state.settings.dim;
  if (weight_of(state, old_level(e)) > few && 2u * count_outside(dim, z) < dim + 1u) return;
  const float factor = shrink_factor(target);
  state.watch.begin(state.target_scale * factor, far_out * factor, measure_variance(e) * (factor * factor), target * factor);
  set_framed(state, true);
}

void follow_watch(const EstimatorView& e, float y) noexcept {
  State& state = *e.state;
  if (state.watch.take((y - state.target_shift) * state.watch.scale)) begin_with_kept(e);
  set_framed(state, state.framed);
}

}  // namespace motet::core::stream
