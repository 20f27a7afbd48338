// SPDX-License-Identifier: MIT
#include "adapt/parameter_row.hpp"

#include "adapt/schedule.hpp"
#include "tensor/inverse.hpp"
#include "tensor/vector.hpp"

namespace motet::core::adapting {

float move(const AdapterView& a, float factor, const float* step, const Row& row) noexcept {
  const float share = take_share(*a.state, *row.averaged);
  const std::uint32_t floats = padded(dim_of(a));
  tensor::move_words(floats / 4, factor, 1.0f - share, scale_of(a), step, row.slope, row.carry, row.lag);
  const float by = simd::fused(factor, step[dim_of(a)], row.carry[floats]);
  const float next = *row.value + by;
  const float moved = next - *row.value;
  *row.value = next;
  row.carry[floats] = by - moved;
  row.lag[floats] = (1.0f - share) * (row.lag[floats] - moved);
  return share;
}

void drop_average(const AdapterView& a, const Row& row) noexcept {
  tensor::fill(parameter_row(dim_of(a)), 0.0f, row.lag);
  *row.averaged = 0;
}

}  // namespace motet::core::adapting
