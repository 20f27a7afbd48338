// SPDX-License-Identifier: MIT
#include "adapt/consult.hpp"

#include "model/gate.hpp"
#include "tensor/elementary.hpp"
#include "tensor/inverse.hpp"
#include "tensor/vector.hpp"

namespace motet::adapt {

namespace {

/// z = ((x - centre) scale, 1);   whether every input lies within reach.
[[nodiscard]] bool lay_out(const AdapterView& a, const float* x, const float* centre) noexcept {
  const std::uint32_t dim = dim_of(a);
  float* z = sample_of(a);
  const bool near = tensor::standardise(dim, x, centre, scale_of(a), farthest_input, z);
  z[dim] = 1.0f;
  return near;
}

/// What the experts and the gate say: errors, logits, and the squared errors in deviations. Whether all of it is in reach.
[[nodiscard]] bool ask(float target, const core::ModelView& m, Opinion& o, float* squared) noexcept {
  float said[2 * max_experts];  // the mean of each expert; max_experts behind, the log weight of its share
  bool good = tensor::multiply_difference<max_experts>(m.size.experts, m.size.dim, m.shape.stride, m.shape.bound, o.x,
                                                       m.parameters + m.shape.centre(), m.parameters + m.shape.slope(0),
                                                       m.parameters + m.shape.intercept(0), said) == 0.0f;
  o.nearest = farthest_target;
  for (std::uint32_t i = 0; i < m.size.experts; ++i) {
    const float logit = said[max_experts + i];
    o.error[i] = target - said[i];
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
  o.x = x;
  const std::uint32_t experts = m.size.experts;
  const float* sigma = m.parameters + m.shape.sigma(0);
  float squared[max_experts];
  if (!ask(y - m.parameters[m.shape.target()], m, o, squared)) return Status::out_of_range;
  for (std::uint32_t i = 0; i < experts; ++i) {
    o.responsibility[i] = o.probability[i] + weigh_error(a, i, squared[i], sigma[i], o);
  }
  const model::Softmax before = model::normalise_logs(experts, o.probability);
  const model::Softmax after = model::normalise_logs(experts, o.responsibility);
  const float unit = a.state->shared_sigma ? sigma[0] : 1.0f;
  o.loglik = (after.largest - before.largest) + tensor::logarithm(after.sum / (before.sum * unit)) - model::half_log_two_pi;
  return Status::ok;
}

}  // namespace motet::adapt
