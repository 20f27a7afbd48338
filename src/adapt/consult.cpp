// SPDX-License-Identifier: MIT
#include "adapt/consult.hpp"

#include "adapt/units.hpp"
#include "model/softmax.hpp"
#include "tensor/elementary.hpp"
#include "tensor/inverse.hpp"
#include "tensor/unit.hpp"
#include "tensor/vector.hpp"

namespace motet::core::adapting {

namespace {

/// z = ((x - centre) scale, 1);   whether every input lies within 16 units.
[[nodiscard]] bool lay_out(const AdapterView& a, const float* x, const float* centre) noexcept {
  const std::uint32_t dim = dim_of(a);
  float* z = sample_of(a);
  const bool near = tensor::standardise(dim, x, centre, scale_of(a), tensor::far_out, z);
  z[dim] = 1.0f;
  return near;
}

/// As far as squares stay finite: a target that is farther off says no more.
[[nodiscard]] float hold(float off) noexcept {
  return off > farthest_target ? farthest_target : off < -farthest_target ? -farthest_target : off;
}

/// The errors of the experts and the logits of the gate. Returns whether all of them are finite.
///
/// shape   said: 2 max_experts; the errors in deviations of each expert are left in the first half
[[nodiscard]] bool ask(float target, const core::ModelView& m, Opinion& o, float* said) noexcept {
  bool good = tensor::multiply_difference<max_experts>(m.size.experts, m.size.dim, m.shape.stride, m.shape.bound, o.x,
                                                       m.parameters + m.shape.centre(), m.parameters + m.shape.slope(0),
                                                       m.parameters + m.shape.intercept(0), said) == 0.0f;
  o.nearest = farthest_target;
  for (std::uint32_t i = 0; i < m.size.experts; ++i) {
    const float logit = said[max_experts + i];
    o.error[i] = target - said[i];
    const float off = hold(o.error[i] / m.parameters[m.shape.sigma(i)]);
    good &= o.error[i] - o.error[i] == 0.0f && tensor::within(farthest_target, logit);
    const float size = off < 0.0f ? -off : off;
    o.nearest = size < o.nearest ? size : o.nearest;
    o.probability[i] = logit;
    said[i] = off;
  }
  return good;
}

/// u of expert `i`.
[[nodiscard]] float doubt_expert(const AdapterView& a, std::uint32_t i, Opinion& o) noexcept {
  const auto project = [&] { return tensor::project(order_of(a), inverse_of(a, i), sample_of(a), along_of(a, i)); };
  o.leverage[i] = project();
  if (!tensor::within(farthest_leverage, o.leverage[i])) {
    tensor::clear_inverse(order_of(a), unknown, inverse_of(a, i));
    o.leverage[i] = project();
  }
  return simd::fused(a.state->step / a.state->weight[i], o.leverage[i], 1.0f);
}

/// Weighs probabilities and adds them up to 1 again; returns their sum before that.
[[nodiscard]] float reweigh(std::uint32_t count, const float* weight, float* probability) noexcept {
  float sum = 0.0f;
  for (std::uint32_t i = 0; i < count; ++i) sum += probability[i] *= weight[i];
  const float scale = 1.0f / sum;
  for (std::uint32_t i = 0; i < count; ++i) probability[i] *= scale;
  return sum;
}

}  // namespace

Status consult(const AdapterView& a, const float* x, float y, float limit, const core::ModelView& m, Opinion& o) noexcept {
  const bool near = lay_out(a, x, m.parameters + m.shape.centre());
  o.x = x;
  const std::uint32_t experts = m.size.experts;
  const float* sigma = m.parameters + m.shape.sigma(0);
  float said[2 * max_experts];
  if (!ask(y - m.parameters[m.shape.target()], m, o, said)) return Status::out_of_range;
  if (limit > 0.0f && o.nearest > limit) return Status::outlier;
  if (near) {
    a.state->wide = 0;
  } else {
    follow_inputs(a);
  }
  const float* off = said;
  float* height = said + max_experts;  // of the density of each expert at its mean
  for (std::uint32_t i = 0; i < experts; ++i) {
    const float variance = o.variance[i] = doubt_expert(a, i, o);
    height[i] = sigma[0] / (sigma[i] * simd::root(variance));
    o.square[i] = off[i] * (off[i] / variance);
    o.responsibility[i] = simd::fused(-0.5f, o.square[i], o.probability[i]);
  }
  const model::Softmax before = model::normalise_logs(experts, o.probability);
  const model::Softmax after = model::normalise_logs(experts, o.responsibility);
  const float sum = after.sum * reweigh(experts, height, o.responsibility);
  o.loglik = (after.largest - before.largest) + tensor::logarithm(sum / (before.sum * sigma[0])) - model::half_log_two_pi;
  o.surprise = 0.0f;
  for (std::uint32_t i = 0; i < experts; ++i) o.surprise = simd::fused(o.probability[i], o.error[i], o.surprise);
  return tensor::within(farthest_loglik, o.loglik) ? Status::ok : Status::out_of_range;
}

}  // namespace motet::core::adapting
