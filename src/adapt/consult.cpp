// SPDX-License-Identifier: MIT
#include "adapt/consult.hpp"

#include "model/gate.hpp"
#include "tensor/elementary.hpp"
#include "tensor/inverse.hpp"
#include "tensor/vector.hpp"

namespace motet::adapt {

namespace {

/// offset = x - centre;   z = (offset scale, 1);   whether every input lies within reach.
[[nodiscard]] bool lay_out(const AdapterView& a, const float* x, const float* centre) noexcept {
  const std::uint32_t dim = dim_of(a);
  float* offset = offset_of(a);
  float* z = sample_of(a);
  for (std::uint32_t j = 0; j < dim; ++j) {
    offset[j] = x[j] - centre[j];
    z[j] = offset[j] * scale_of(a)[j];
  }
  z[dim] = 1.0f;
  return tensor::within(dim, farthest_input, z);
}

/// What the experts and the gate say: errors, logits, and the squared errors in deviations. Whether all of it is in reach.
[[nodiscard]] bool ask(const AdapterView& a, float target, const core::ModelView& m, Opinion& o, float* squared) noexcept {
  const float* offset = offset_of(a);
  bool good = true;
  o.nearest = farthest_target;
  for (std::uint32_t i = 0; i < m.size.experts; ++i) {
    const float value = m.parameters[m.shape.intercept(i)] + tensor::dot(m.size.dim, m.parameters + m.shape.slope(i), offset);
    const float logit =
        m.parameters[m.shape.gate_intercept(i)] + tensor::dot(m.size.dim, m.parameters + m.shape.gate_slope(i), offset);
    o.error[i] = target - value;
    const float off = o.error[i] / m.parameters[m.shape.sigma(i)];
    good &= tensor::within(farthest_target, off) && tensor::within(farthest_target, logit);
    const float size = off < 0.0f ? -off : off;
    o.nearest = size < o.nearest ? size : o.nearest;
    o.probability[i] = logit;
    squared[i] = off * off;
  }
  return good;
}

/// u of expert `i`.
[[nodiscard]] float doubt_expert(const AdapterView& a, std::uint32_t i, Opinion& o) noexcept {
  const float rho = a.state->step / a.state->weight[i];
  o.projected[i] = true;
  return simd::fused(0.5f * rho, tensor::project(order_of(a), inverse_of(a, i), sample_of(a), along_of(a, i)), 1.0f);
}

/// log N(y | m_i, sigma_i^2 u_i), less what is common to all experts.
[[nodiscard]] float weigh_error(const AdapterView& a, std::uint32_t i, float squared, float sigma, Opinion& o) noexcept {
  constexpr float sure = 4.0f;  // squared deviations
  o.projected[i] = false;
  float log_density = a.state->shared_sigma ? 0.0f : -tensor::logarithm(sigma);
  if (squared > sure) {
    const float variance = doubt_expert(a, i, o);
    squared /= variance;
    log_density = simd::fused(-0.5f, tensor::logarithm(variance), log_density);
  }
  return simd::fused(-0.5f, squared, log_density);
}

}  // namespace

Status consult(const AdapterView& a, const float* x, float y, const core::ModelView& m, Opinion& o) noexcept {
  if (!lay_out(a, x, m.parameters + m.shape.centre())) return Status::out_of_range;
  const std::uint32_t experts = m.size.experts;
  const float* sigma = m.parameters + m.shape.sigma(0);
  float squared[max_experts];
  if (!ask(a, y - m.parameters[m.shape.target()], m, o, squared)) return Status::out_of_range;
  for (std::uint32_t i = 0; i < experts; ++i) {
    o.responsibility[i] = o.probability[i] + weigh_error(a, i, squared[i], sigma[i], o);
  }
  const model::Softmax before = model::normalise_logs(experts, o.probability);
  const model::Softmax after = model::normalise_logs(experts, o.responsibility);
  o.loglik = model::take_log_ratio(after, before) - model::half_log_two_pi;
  if (a.state->shared_sigma) o.loglik -= tensor::logarithm(sigma[0]);
  return Status::ok;
}

}  // namespace motet::adapt
