// SPDX-License-Identifier: MIT
#include "adapt/units.hpp"

#include "tensor/inverse.hpp"
#include "tensor/unit.hpp"
#include "tensor/vector.hpp"

namespace motet::core::adapting {

namespace {

constexpr std::uint8_t longest_run = 10;  // 2^-10 at a time, then
constexpr float out_of_reach = 0x1p20f;   // units: the squares of what lies beyond might overflow

/// Larger than 16.
[[nodiscard]] bool is_far(float value) noexcept { return !tensor::within(tensor::far_out, value); }

/// What brings z_j back within 8 to 16 units, or as much of it as `least` allows; but within reach at once.
[[nodiscard]] float choose_factor(float value, float least) noexcept {
  const float size = tensor::floor_power(tensor::magnitude(value));
  if (size > out_of_reach) return out_of_reach / size;
  const float wanted = tensor::near_in / size;
  return wanted > least ? wanted : least;
}

void scale_input(const AdapterView& a, std::uint32_t j, float factor) noexcept {
  sample_of(a)[j] *= factor;
  scale_of(a)[j] *= factor;
  for (std::uint32_t i = 0; i < experts_of(a); ++i) gradient_of(a, i)[j] *= factor;
  for (std::uint32_t row = 0; row < 2u * experts_of(a); ++row)
    tensor::scale_inverse(order_of(a), j, factor, inverse_of(a, row));
  if (!has_line(a)) return;
  tensor::scale_inverse(order_of(a), j, factor, line_inverse_of(a));
  line_of(a)[j] /= factor;
}

}  // namespace

void follow_inputs(const AdapterView& a) noexcept {
  std::uint8_t& run = a.state->wide;
  if (run < longest_run) ++run;
  const float least = 1.0f / static_cast<float>(1u << run);
  float keep = 1.0f;
  for (std::uint32_t j = 0; j < dim_of(a); ++j) {
    if (!is_far(sample_of(a)[j])) continue;
    const float factor = choose_factor(sample_of(a)[j], least);
    scale_input(a, j, factor);
    keep = factor < keep ? factor : keep;
  }
  if (run < 2) return;
  for (std::uint32_t row = 0; row < 2u * experts_of(a); ++row)
    tensor::forget(order_of(a), keep * keep * keep, inverse_of(a, row));
  if (has_line(a)) tensor::forget(order_of(a), keep * keep * keep, line_inverse_of(a));
}

}  // namespace motet::core::adapting
