// SPDX-License-Identifier: MIT
#include "adapt/begin_adapting.hpp"

#include "adapt/adapt_experts.hpp"
#include "adapt/schedule.hpp"
#include "tensor/inverse.hpp"
#include "tensor/vector.hpp"

namespace motet::core::adapting {

namespace {

[[nodiscard]] bool finite(float value) noexcept { return value - value == 0.0f; }

}  // namespace

bool is_sound(const core::ModelView& m) noexcept {
  bool good = finite(m.parameters[m.shape.target()]);
  for (std::uint32_t i = 0; i < m.size.experts; ++i) {
    const float* p = m.parameters;
    for (std::uint32_t j = 0; j < m.size.dim; ++j) {
      good &= finite(p[m.shape.slope(i) + j]) && finite(p[m.shape.gate_slope(i) + j]) && finite(p[m.shape.centre() + j]);
    }
    good &= finite(p[m.shape.intercept(i)]) && finite(p[m.shape.gate_intercept(i)]);
    good &= finite(p[m.shape.sigma(i)]) && p[m.shape.sigma(i)] > 0.0f;
  }
  return good;
}

}  // namespace motet::core::adapting

namespace motet::core {

using namespace motet::core::adapting;

namespace {

constexpr float start_information = 0.01f;  // of every direction, before the window speaks

[[nodiscard]] const float* shift_of(const EstimatorSource& e) noexcept { return e.block + e.plan->frame; }
[[nodiscard]] const float* unit_of(const EstimatorSource& e) noexcept { return e.block + e.plan->scale; }

/// The start before any fit: level experts at equal steps from one unit below the mean of y to one above, an even gate,
/// noise of one unit; a unit is the deviation of y or up to twice as much.
void write_start(const EstimatorSource& e, const ModelStore& m) noexcept {
  const Settings& settings = e.state->settings;
  const float unit = 1.0f / e.state->target_scale;
  const float experts = static_cast<float>(settings.experts);
  tensor::fill(m.shape.floats(), 0.0f, m.parameters);
  tensor::copy(settings.dim, shift_of(e), m.parameters + m.shape.centre());
  m.parameters[m.shape.target()] = e.state->target_shift;
  for (std::uint32_t i = 0; i < settings.experts; ++i) {
    const float place = (2.0f * static_cast<float>(i) + 1.0f - experts) / experts;
    m.parameters[m.shape.intercept(i)] = place * unit;
    m.parameters[m.shape.sigma(i)] = unit;
  }
  *m.size = {settings.dim, settings.experts};
}

/// One noise level where the settings want one: the root of the mean square.
void pool_sigma(const ModelStore& m) noexcept {
  float* sigma = m.parameters + m.shape.sigma(0);
  float sum = 0.0f;
  for (std::uint32_t i = 0; i < m.size->experts; ++i) sum = simd::fused(sigma[i] / sigma[0], sigma[i] / sigma[0], sum);
  const float pooled = sigma[0] * simd::root(sum / static_cast<float>(m.size->experts));
  tensor::fill(m.size->experts, pooled, sigma);
}

/// Calls `learn` with the model's opinion of every kept sample within reach.
template <typename Learn>
void for_each_kept(const AdapterView& a, const EstimatorSource& e, const ModelView& m, const Learn& learn) noexcept {
  const std::uint32_t dim = dim_of(a);
  Opinion opinion;
  for (std::uint32_t s = 0; s < e.state->kept; ++s) {
    const float* row = e.block + e.plan->reservoir + s * (dim + 1u);
    if (consult(a, row, row[dim], m, opinion) == Status::ok) learn(opinion);
  }
}

/// Curvature from the window:  S_i = ridge I + sum r_i z z' / sum r_i,   G_i = ridge I + mean p_i (1 - p_i) z z'.
void read_window(const AdapterView& a, const EstimatorSource& e, const ModelView& m) noexcept {
  const std::uint32_t experts = m.size.experts;
  const std::uint32_t order = order_of(a);
  const float mean = 1.0f / static_cast<float>(e.state->kept);
  const float largest = 1.0f / start_information;
  float* weight = a.state->weight;
  tensor::fill(experts, least_weight, weight);
  for_each_kept(a, e, m, [&](const Opinion& o) { tensor::add_scaled(experts, mean, o.responsibility, weight); });
  const auto add = [&](std::uint32_t row, float information) {
    static_cast<void>(tensor::project(order, inverse_of(a, row), sample_of(a), along_of(a, 0)));
    static_cast<void>(tensor::absorb(order, information, 1.0f, largest, along_of(a, 0), inverse_of(a, row), gain_of(a)));
  };
  for_each_kept(a, e, m, [&](const Opinion& o) {
    for (std::uint32_t i = 0; i < experts; ++i) {
      add(i, mean * o.responsibility[i] / weight[i]);
      add(experts + i, mean * o.probability[i] * (1.0f - o.probability[i]));
    }
  });
}

void begin(const AdapterView& a, const EstimatorSource& e, const ModelStore& m) noexcept {
  const AdaptCounters counters = a.state->counters;
  const AdaptSettings settings = a.state->settings;  // a copy: configure writes over it
  static_cast<void>(configure_adapter(a, settings));
  AdaptState& state = *a.state;
  state.counters = counters;
  state.size = *m.size;
  state.mark = m.parameters[m.shape.intercept(0)];
  state.shared_sigma = e.state->settings.shared_sigma;
  state.memory = e.state->settings.memory;
  state.range = e.state->settings.range;
  state.sigma_least = e.state->settings.sigma_floor / e.state->target_scale;
  const std::uint32_t experts = m.size->experts;
  tensor::copy(m.size->dim, unit_of(e), scale_of(a));
  tensor::fill(experts, 1.0f / static_cast<float>(experts), state.weight);
  const bool windowed = e.state->kept > 0;
  state.concentration = 1.0f / static_cast<float>(windowed ? e.state->kept : order_of(a));
  for (std::uint32_t row = 0; row < 2u * experts; ++row) {
    tensor::clear_inverse(order_of(a), windowed ? start_information : row < experts ? 1.0f : 0.25f, inverse_of(a, row));
  }
  if (windowed) read_window(a, e, {m.shape, *m.size, m.parameters});
}

}  // namespace

Status begin_adapting(const AdapterView& a, const EstimatorSource& e, const ModelStore& m) noexcept {
  if (a.state->configured != Status::ok) return a.state->configured;
  if (e.state->configured != Status::ok) return e.state->configured;
  if (!e.state->framed) return Status::too_few_samples;
  if (m.size->experts == 0) write_start(e, m);
  if (m.size->dim != e.state->settings.dim) return Status::wrong_length;
  if (!is_sound({m.shape, *m.size, m.parameters})) return Status::not_finite;
  if (e.state->settings.shared_sigma) pool_sigma(m);
  begin(a, e, m);
  return Status::ok;
}

}  // namespace motet::core
