// SPDX-License-Identifier: MIT
#include "adapt/adapt_gate.hpp"

#include "adapt/parameter_row.hpp"
#include "tensor/inverse.hpp"
#include "tensor/vector.hpp"

namespace motet::core::adapting {

namespace {

/// The factor on gain = G^-1 g of the step, its stride limited.
[[nodiscard]] float choose_factor(const AdapterView& a, const float* gradient, const float* gain) noexcept {
  const AdaptSettings& settings = a.state->settings;
  if (a.state->samples <= settings.gate_hold) return 0.0f;
  const float step = a.state->step;
  const float stride = step * tensor::dot(order_of(a), gradient, gain);
  return stride > settings.gate_stride ? step * settings.gate_stride / stride : step;
}

void curve_gate(const AdapterView& a, const Opinion& o, std::uint32_t i) noexcept {
  const float step = a.state->step;
  const float information = step * o.probability[i] * (1.0f - o.probability[i]);
  const float largest = 1.0f / a.state->settings.gate_ridge;
  float* p = inverse_of(a, experts_of(a) + i);
  float* along = along_of(a, 0);  // the experts are done
  static_cast<void>(tensor::project(order_of(a), p, sample_of(a), along));
  static_cast<void>(tensor::absorb(order_of(a), information, 1.0f - step, largest, along, p, gain_of(a)));
}

void step_gate(const AdapterView& a, const ModelStore& m, std::uint32_t i) noexcept {
  const std::uint32_t last = experts_of(a) - 1;
  float* gradient = gradient_of(a, i);
  float* gain = gain_of(a);
  tensor::apply_inverse(order_of(a), inverse_of(a, experts_of(a) + i), gradient, gain);
  const float factor = choose_factor(a, gradient, gain);
  tensor::fill(padded(order_of(a)), 0.0f, gradient);
  if (i < last) {
    static_cast<void>(move(a, factor, gain, gate_row(a, m, i)));
    return;
  }
  for (std::uint32_t other = 0; other < last; ++other) static_cast<void>(move(a, -factor, gain, gate_row(a, m, other)));
}

/// g_i += (r_i - p_i) z
void gather(const AdapterView& a, const Opinion& o) noexcept {
  for (std::uint32_t i = 0; i < experts_of(a); ++i) {
    tensor::add_scaled(padded(order_of(a)), o.responsibility[i] - o.probability[i], sample_of(a), gradient_of(a, i));
  }
}

}  // namespace

void learn_gate(const AdapterView& a, const Opinion& o, const ModelStore& m) noexcept {
  const std::uint32_t experts = experts_of(a);
  if (experts < 2) return;
  const std::uint32_t turn = a.state->turn;
  a.state->turn = static_cast<std::uint8_t>(turn + 1u < 2u * experts ? turn + 1u : 0u);
  gather(a, o);
  if (turn % 2u == 0u) {
    curve_gate(a, o, turn / 2u);
  } else {
    step_gate(a, m, turn / 2u);
  }
}

}  // namespace motet::core::adapting
