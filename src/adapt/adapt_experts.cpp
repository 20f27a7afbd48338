// SPDX-License-Identifier: MIT
#include "adapt/adapt_experts.hpp"

#include "adapt/influence.hpp"
#include "adapt/parameter_row.hpp"
#include "adapt/schedule.hpp"
#include "tensor/inverse.hpp"
#include "tensor/vector.hpp"

namespace motet::core::adapting {

namespace {

constexpr float most_forgotten = 0.5f;  // by one sample
constexpr float usual_surge = 1.0f;     // of a noise level squared, by one sample

/// How much of what it knows expert `i` forgets for this sample; its weight moves.
[[nodiscard]] float weigh(const AdapterView& a, std::uint32_t i, float responsibility) noexcept {
  const float step = a.state->step;
  float& weight = a.state->weight[i];
  weight = simd::fused(step, responsibility - weight, weight);
  weight = weight > least_weight ? weight : least_weight;
  const float part = step * responsibility / weight;
  return part < most_forgotten ? part : most_forgotten;
}

/// sigma^2 <- sigma^2 (1 + step (surplus - 1)), `surplus` the squared error in sigmas; by a factor of 1 + `most` at most.
void learn_sigma(const AdapterView& a, const ModelStore& m, std::uint32_t i, float step, float surplus, float most) noexcept {
  float& sigma = m.parameters[m.shape.sigma(i)];
  const float surge = step * (surplus - 1.0f);
  const float growth = surge < most ? surge : most;
  // root(1 + g) - 1 = g / (1 + root(1 + g)): of a small step the root itself would round down every time
  const float wanted = simd::fused(sigma, growth / (1.0f + simd::root(1.0f + growth)), sigma);
  const float next = wanted > a.state->sigma_least ? wanted : a.state->sigma_least;
  const float share = take_share(*a.state, a.state->sigma_averaged[i]);
  a.state->sigma_lag[i] = (1.0f - share) * (a.state->sigma_lag[i] - (next - sigma));
  sigma = next;
}

}  // namespace

float limit_variance(const AdapterView& a) noexcept {
  const float ridge = a.state->settings.expert_ridge;
  const float rounding = tensor::resolution * a.state->step;
  return 1.0f / (ridge > rounding ? ridge : rounding);
}

float keep_of_surprised(float square) noexcept {
  constexpr float least = 0x1p-10f;
  const float keep = far_target * far_target / square;
  return keep > least ? keep : least;
}

void learn_experts(const AdapterView& a, const Opinion& o, const ModelStore& m) noexcept {
  const std::uint32_t order = order_of(a);
  const float largest = limit_variance(a);
  float* gain = gain_of(a);
  float shared = 0.0f;
  for (std::uint32_t i = 0; i < experts_of(a); ++i) {
    const float part = weigh(a, i, o.responsibility[i]);
    const float keep = o.surprised == i ? keep_of_surprised(o.square[i]) : 1.0f - part;
    if (o.responsibility[i] < faint) continue;
    const float precision = 1.0f / m.parameters[m.shape.sigma(i)];
    const float rho = 1.0f - keep;
    float* along = along_of(a, i);
    float* inverse = inverse_of(a, i);
    const float news = rho / keep * o.leverage[i];
    const float weight = news > most_news ? rho * (most_news / news) : rho;
    const float grown = tensor::absorb(order, weight, keep, largest, along, inverse, gain);
    static_cast<void>(move(a, weight / grown * o.error[i], gain, expert_row(a, m, i)));
    const float off = o.error[i] * precision;
    const float whole = off * off / grown;
    const float surplus = o.bounded && whole > most_surplus ? most_surplus : whole;
    shared = simd::fused(o.responsibility[i], surplus, shared);
    if (!a.state->shared_sigma) learn_sigma(a, m, i, rho, surplus, o.surprised == i ? most_surge : usual_surge);
  }
  if (!a.state->shared_sigma) return;
  learn_sigma(a, m, 0, o.surprised == nobody ? a.state->step : most_forgotten, shared,
              o.surprised == nobody ? usual_surge : most_surge);
  for (std::uint32_t i = 1; i < experts_of(a); ++i) m.parameters[m.shape.sigma(i)] = m.parameters[m.shape.sigma(0)];
}

}  // namespace motet::core::adapting
