// SPDX-License-Identifier: MIT
#include "adapt/renew.hpp"

#include "adapt/parameter_row.hpp"
#include "tensor/vector.hpp"

namespace motet::core::adapting {

namespace {

/// log E exp(l) by its first two cumulants.
struct Exponent {
  float mean = 0.0f;
  float square = 0.0f;

  void add(float probability, float value) noexcept {
    const float share = probability * value;
    mean += share;
    square = simd::fused(share, value, square);
  }
  [[nodiscard]] float sum() const noexcept { return simd::fused(0.5f, square - mean * mean, mean); }
};

[[nodiscard]] float hold(float value) noexcept { return value > 1.0f ? 1.0f : value < -1.0f ? -1.0f : value; }

/// The step grows.
void go_back(const AdapterView& a) noexcept {
  a.state->samples -= a.state->samples / 4u;
  ++a.state->counters.renewed;
}

/// The averages that expert `i` has a part in; those of the gate are relative to the last expert.
void renew_expert(const AdapterView& a, const ModelStore& m, std::uint32_t i) noexcept {
  const std::uint32_t last = experts_of(a) - 1;
  drop_average(a, expert_row(a, m, i));
  for (std::uint32_t g = 0; g < last; ++g) {
    if (g == i || i == last) drop_average(a, gate_row(a, m, g));
  }
  for (std::uint32_t j = 0; j <= last; ++j) {
    a.state->sigma_lag[j] = 0.0f;
    a.state->sigma_averaged[j] = 0;
  }
  go_back(a);
}

void renew_gate(const AdapterView& a, const ModelStore& m) noexcept {
  for (std::uint32_t g = 0; g + 1 < experts_of(a); ++g) drop_average(a, gate_row(a, m, g));
  go_back(a);
}

/// Adds evidence, nats; true where it is enough, and then forgets it.
[[nodiscard]] bool gather(float ratio, float enough, float& doubt) noexcept {
  const float next = doubt + ratio;
  doubt = next > 0.0f && next < enough ? next : 0.0f;
  return next >= enough;
}

}  // namespace

void judge_averages(const AdapterView& a, const Opinion& o, const ModelStore& m) noexcept {
  const float enough = a.state->settings.renew_threshold;
  const std::uint32_t experts = experts_of(a);
  const std::uint32_t dim = dim_of(a);
  Exponent before, after;  // y is known
  for (std::uint32_t i = 0; i < experts; ++i) {
    const float* lag = lag_of(a, i);
    float off[2];  // expert, logit
    static_cast<void>(tensor::multiply_difference<1>(1, dim, 1, experts * parameter_row(dim), o.x,
                                                     m.parameters + m.shape.centre(), lag, lag + padded(dim), off));
    before.add(o.probability[i], hold(off[1]));
    after.add(o.responsibility[i], hold(off[1]));
    if (o.responsibility[i] < faint) continue;
    const float precision = 1.0f / m.parameters[m.shape.sigma(i)];
    const float ratio = 0.5f * o.responsibility[i] * (off[0] * precision) * ((off[0] - 2.0f * o.error[i]) * precision);
    if (gather(ratio, enough, a.state->doubt[i])) renew_expert(a, m, i);
  }
  if (gather(before.sum() - after.sum(), enough, a.state->gate_doubt)) renew_gate(a, m);
}

}  // namespace motet::core::adapting
