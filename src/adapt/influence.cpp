// SPDX-License-Identifier: MIT
#include "adapt/influence.hpp"

#include "model/softmax.hpp"
#include "tensor/elementary.hpp"
#include "tensor/vector.hpp"

namespace motet::core::adapting {

namespace {

constexpr std::uint8_t enough = 3;  // in a row

[[nodiscard]] float hold(float value, float most) noexcept { return value > most ? most : value < -most ? -most : value; }

/// As if the target lay six deviations off.
[[gnu::noinline, gnu::cold]] void draw_in(const AdapterView& a, const core::ModelView& m, Opinion& o) noexcept {
  const std::uint32_t experts = experts_of(a);
  float least = o.square[0];
  for (std::uint32_t i = 1; i < experts; ++i) least = o.square[i] < least ? o.square[i] : least;
  for (std::uint32_t i = 0; i < experts; ++i) {
    o.error[i] = hold(o.error[i], far_target * m.parameters[m.shape.sigma(i)] * simd::root(o.variance[i]));
    const float part = o.probability[i] > 1e-30f ? o.probability[i] : 1e-30f;
    const float beyond = 0.5f * far_target * far_target * (o.square[i] / least - 1.0f);
    o.responsibility[i] = tensor::logarithm(part) - (beyond < 1e4f ? beyond : 1e4f);
  }
  static_cast<void>(model::normalise_logs(experts, o.responsibility));
}

}  // namespace

void bound_influence(const AdapterView& a, const core::ModelView& m, Opinion& o) noexcept {
  const std::uint32_t owner = model::find_largest(experts_of(a), o.responsibility);
  std::uint8_t& run = a.state->far[owner];
  o.surprised = nobody;
  o.bounded = false;
  if (o.square[owner] <= far_target * far_target) {
    run = 0;
  } else if (run + 1u < enough) {
    ++run;
    o.bounded = true;
    draw_in(a, m, o);
  } else {
    o.surprised = owner;
  }
}

}  // namespace motet::core::adapting
