// SPDX-License-Identifier: MIT
#include "adapt/adapter.hpp"
#include "tensor/vector.hpp"

namespace motet::core {

using namespace motet::core::adapting;

namespace {

/// Adds the lag of one affine function.
void add_lag(std::uint32_t dim, const float* lag, float* value, float* slope) noexcept {
  tensor::add_scaled(dim, 1.0f, lag, slope);
  *value += lag[padded(dim)];
}

}  // namespace

Status average(const AdapterView& a, const ModelView& m, const ModelStore& averaged) noexcept {
  const AdaptState& state = *a.state;
  if (state.configured != Status::ok) return state.configured;
  if (!has_begun(state, m)) return Status::no_model;
  float* p = averaged.parameters;
  *averaged.size = m.size;
  if (p != m.parameters) tensor::copy(m.shape.floats(), m.parameters, p);
  const bool in_place = p == m.parameters;
  for (std::uint32_t i = 0; i < m.size.experts; ++i) {
    add_lag(m.size.dim, lag_of(a, i), p + m.shape.intercept(i), p + m.shape.slope(i));
    add_lag(m.size.dim, lag_of(a, m.size.experts + i), p + m.shape.gate_intercept(i), p + m.shape.gate_slope(i));
    p[m.shape.sigma(i)] += state.sigma_lag[state.shared_sigma ? 0 : i];
  }
  if (!in_place) return Status::ok;
  tensor::fill(2u * m.size.experts * parameter_row(m.size.dim), 0.0f, lag_of(a, 0));
  tensor::fill(max_experts, 0.0f, a.state->sigma_lag);
  a.state->mark = p[m.shape.intercept(0)];
  return Status::ok;
}

}  // namespace motet::core
