// SPDX-License-Identifier: MIT
#include "descent/descend_gate.hpp"

#include "model/softmax.hpp"
#include "tensor/vector.hpp"

namespace motet::core::descent {

namespace {

// Over the mean squared norm of z = (1, white x): the log loss has no more curvature than z z' / 4, so this is a whole step.
constexpr float first_step = 4.0f;

/// step (1 + n / slow_after)^-3/4
[[nodiscard]] float step_length(const DescentState& state) noexcept {
  const float half = simd::root(1.0f + static_cast<float>(state.count) / slow_after);
  return first_step / (static_cast<float>(state.rank + 1u) * half * simd::root(half));
}

}  // namespace

void start_gate(const DescentView& d) noexcept {
  for (std::uint32_t i = 0; i < experts_of(d); ++i) {
    tensor::fill(d.plan->row(), 0.0f, gate(d, i));
    tensor::fill(d.plan->row(), 0.0f, gate_average(d, i));
  }
  d.state->variance = DescentState{}.variance;
}

void learn_gate(const DescentView& d, float t) noexcept {
  const std::uint32_t experts = experts_of(d);
  const std::uint32_t order = d.state->rank + 1u;
  const float* w = white(d);
  float* prior = share(d);
  float* posterior = pull(d);
  float square[max_experts];
  for (std::uint32_t i = 0; i < experts; ++i) {
    const float off = t - tensor::dot(order, slope(d, i), w);
    square[i] = off * off;
    prior[i] = tensor::dot(order, gate(d, i), w);
    posterior[i] = prior[i] - 0.5f * square[i] / d.state->variance;
  }
  model::normalise_logs(experts, prior);
  model::normalise_logs(experts, posterior);
  const float step = step_length(*d.state);
  const float weight = late_weight(d.state->count);
  float variance = 0.0f;
  for (std::uint32_t i = 0; i < experts; ++i) {
    tensor::add_scaled(order, step * (posterior[i] - prior[i]), w, gate(d, i));
    for (std::uint32_t e = 0; e < order; ++e) {
      float& slow = gate_average(d, i)[e];
      slow = simd::fused(weight, gate(d, i)[e] - slow, slow);
    }
    variance = simd::fused(posterior[i], square[i], variance);
  }
  const float least = d.state->settings.sigma_floor * d.state->settings.sigma_floor;
  const float slow = simd::fused(weight, variance - d.state->variance, d.state->variance);
  d.state->variance = slow > least ? slow : least;
}

}  // namespace motet::core::descent
