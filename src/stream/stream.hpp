// SPDX-License-Identifier: MIT
#pragma once

#include "motet/detail/view.hpp"
#include "tensor/staircase.hpp"

namespace motet::core::stream {

using core::EstimatorView;

/// Inputs plus the leading one.
[[nodiscard]] inline std::uint32_t order_of(const EstimatorView& e) noexcept { return e.state->settings.dim + 1u; }

/// Floats in use of a level of the moments.
[[nodiscard]] inline std::uint32_t level_floats(const EstimatorView& e) noexcept {
  return tile_count(order_of(e), e.plan->degree) * tile_floats;
}

/// Whether a fit is under way: it reads the reservoir, and scratch is its own.
[[nodiscard]] inline bool fitting(const EstimatorView& e) noexcept { return e.state->course.attempt != core::Attempt::none; }

/// Calibration is over, or begins, or a fit is, or a watch. Everything that ends or begins one says so here.
inline void set_framed(State& state, bool framed) noexcept {
  state.framed = framed;
  state.steady =
      framed && state.settings.memory == 0.0f && state.course.attempt == core::Attempt::none && state.watch.count == 0;
}

// ---- the regions of the block that the stream writes ---------------------------------------------

/// z of the sample at hand: padded(order) floats, z_0 = 1, zeros behind.
[[nodiscard]] inline float* sample_z(const EstimatorView& e) noexcept { return e.block + e.plan->sample; }
/// Its pairs: packed_floats(order) floats.
[[nodiscard]] inline float* sample_pairs(const EstimatorView& e) noexcept { return e.block + e.plan->pairs; }
[[nodiscard]] inline float* old_level(const EstimatorView& e) noexcept { return e.block + e.plan->moments; }
[[nodiscard]] inline float* young_level(const EstimatorView& e) noexcept { return e.block + e.plan->young; }
/// Shift of each input, and 1 / unit of each.
[[nodiscard]] inline float* frame_shift(const EstimatorView& e) noexcept { return e.block + e.plan->frame; }
[[nodiscard]] inline float* frame_scale(const EstimatorView& e) noexcept { return e.block + e.plan->scale; }
/// Row of kept sample `index`: inputs, then target.
[[nodiscard]] inline float* kept_row(const EstimatorView& e, std::uint32_t index) noexcept {
  return e.block + e.plan->reservoir + index * order_of(e);
}
/// The moments as the solver reads them.
[[nodiscard]] inline tensor::Levels levels_of(const EstimatorView& e) noexcept {
  return {order_of(e), old_level(e), young_level(e), e.plan->degree};
}

}  // namespace motet::core::stream
