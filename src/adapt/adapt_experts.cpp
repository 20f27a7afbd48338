// SPDX-License-Identifier: MIT
#include "adapt/adapt_experts.hpp"

#include "adapt/parameter_row.hpp"
#include "adapt/schedule.hpp"
#include "tensor/inverse.hpp"
#include "tensor/vector.hpp"

namespace motet::core::adapting {

namespace {

constexpr float most_forgotten = 0.5f;  // by one sample

/// How much of what it knows expert `i` forgets for this sample; its weight moves.
[[nodiscard]] float weigh(const AdapterView& a, std::uint32_t i, float responsibility) noexcept {
  const float step = a.state->step;
  float& weight = a.state->weight[i];
  weight = simd::fused(step, responsibility - weight, weight);
  weight = weight > least_weight ? weight : least_weight;
  const float part = step * responsibility / weight;
  return part < most_forgotten ? part : most_forgotten;
}

/// sigma^2 <- sigma^2 (1 + step (surplus - 1)), `surplus` the squared error in sigmas; at most twice as large after one sample.
void learn_sigma(const AdapterView& a, const ModelStore& m, std::uint32_t i, float step, float surplus) noexcept {
  float& sigma = m.parameters[m.shape.sigma(i)];
  const float surge = step * (surplus - 1.0f);
  const float growth = surge < 1.0f ? surge : 1.0f;
  // root(1 + g) - 1 = g / (1 + root(1 + g)): of a small step the root itself would round down every time
  const float wanted = simd::fused(sigma, growth / (1.0f + simd::root(1.0f + growth)), sigma);
  const float next = wanted > a.state->sigma_least ? wanted : a.state->sigma_least;
  const float share = take_share(*a.state, a.state->sigma_averaged[i]);
  a.state->sigma_lag[i] = (1.0f - share) * (a.state->sigma_lag[i] - (next - sigma));
  sigma = next;
}

}  // namespace

void learn_experts(const AdapterView& a, const Opinion& o, const ModelStore& m) noexcept {
  const std::uint32_t order = order_of(a);
  const float largest = 1.0f / a.state->settings.expert_ridge;
  float* gain = gain_of(a);
  float shared = 0.0f;
  for (std::uint32_t i = 0; i < experts_of(a); ++i) {
    const float keep = 1.0f - weigh(a, i, o.responsibility[i]);
    if (o.responsibility[i] < faint) continue;
    const float precision = 1.0f / m.parameters[m.shape.sigma(i)];
    const float rho = 1.0f - keep;
    float* along = along_of(a, i);
    float* inverse = inverse_of(a, i);
    const float grown = tensor::absorb(order, rho, keep, largest, along, inverse, gain);
    static_cast<void>(move(a, rho / grown * o.error[i], gain, expert_row(a, m, i)));
    const float off = o.error[i] * precision;
    const float surplus = off * off / grown;
    shared = simd::fused(o.responsibility[i], surplus, shared);
    if (!a.state->shared_sigma) learn_sigma(a, m, i, rho, surplus);
  }
  if (!a.state->shared_sigma) return;
  learn_sigma(a, m, 0, a.state->step, shared);
  for (std::uint32_t i = 1; i < experts_of(a); ++i) m.parameters[m.shape.sigma(i)] = m.parameters[m.shape.sigma(0)];
}

}  // namespace motet::core::adapting
