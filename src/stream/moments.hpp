// SPDX-License-Identifier: MIT
#pragma once

#include "stream/stream.hpp"

namespace motet::core::stream {

/// Samples of the young level before it is folded into the old one: a float sum stalls where an addend is below
/// half an ulp of it, so 2^24 samples is the end of one level and 2^36 that of two.
inline constexpr std::uint32_t fold_length = 4096;

/// Adds the sample at sample_z(e) with target `y` (frame) to one level.
inline void add_to(const EstimatorView& e, float y, float* level) noexcept {
  if (e.plan->degree == Degree::third) {
    tensor::accumulate(order_of(e), sample_z(e), y, sample_pairs(e), level);
  } else {
    tensor::accumulate_second(order_of(e), sample_z(e), y, level);
  }
}

/// Adds the sample at sample_z(e) with target `y` (frame) to the moments.
void add_sample(const EstimatorView& e, float y) noexcept;

/// Most samples that add_samples takes at once here: what the scratch of the plan can hold. Below 2: none.
[[nodiscard]] std::uint32_t batch_capacity(const EstimatorView& e) noexcept;

/// Standardises `count` rows of x and adds them; the same bits as one by one.
///
/// shape   x: count x dim;  y: count;  count <= batch_capacity
void add_samples(const EstimatorView& e, const float* x, const float* y, std::uint32_t count) noexcept;

/// The frame's unit of z_c, or of y, has grown by 1 / factor: so do the moments.
void widen_input(const EstimatorView& e, std::uint32_t c, float factor) noexcept;
void widen_target(const EstimatorView& e, float factor) noexcept;

}  // namespace motet::core::stream
