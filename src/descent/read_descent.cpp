// SPDX-License-Identifier: MIT
#include <limits>

#include "motet/descent.hpp"
#include "tensor/vector.hpp"

namespace motet::core {

namespace {

/// Where the pieces lie, to be read.
struct Learnt {
  const float *shift, *scale, *mean, *forward, *slope, *gate;
  std::uint32_t dim, rank, stride, row;
  float unit;  ///< units of y to a deviation of y
};

[[nodiscard]] Learnt look_at(const DescentSource& d) noexcept {
  const DescentPlan& plan = *d.plan;
  const std::uint32_t dim = d.state->settings.dim;
  return {d.block + plan.shift,
          d.block + plan.scale,
          d.block + plan.mean,
          d.block + plan.forward,
          d.block + plan.slope,
          d.block + plan.gate_average,
          dim,
          d.state->rank,
          plan.stride(),
          plan.row(),
          d.state->target_deviation / d.block[plan.scale + dim]};
}

[[nodiscard]] float centre_of(const Learnt& l, std::uint32_t j) noexcept {
  return l.scale[j] > 0.0f ? l.shift[j] + l.mean[j] / l.scale[j] : l.shift[j];
}

/// The slope of row'w by input `j`, in user's units of it; `minus` is a row to be taken off, or null.
[[nodiscard]] float slope_of(const Learnt& l, const float* row, const float* minus, std::uint32_t j) noexcept {
  float sum = 0.0f;
  for (std::uint32_t e = 0; e < l.rank; ++e) {
    const float part = minus == nullptr ? row[1 + e] : row[1 + e] - minus[1 + e];
    sum = simd::fused(part, l.forward[e * l.stride + j], sum);
  }
  return sum * l.scale[j];
}

/// Its value at the centre, whose rounding in user's units is included.
[[nodiscard]] float value_of(const Learnt& l, const float* row, const float* minus) noexcept {
  float sum = minus == nullptr ? row[0] : row[0] - minus[0];
  for (std::uint32_t j = 0; j < l.dim; ++j) {
    if (!(l.scale[j] > 0.0f)) continue;
    const float off = (centre_of(l, j) - l.shift[j]) - l.mean[j] / l.scale[j];
    sum = simd::fused(slope_of(l, row, minus, j), off, sum);
  }
  return sum;
}

/// A value to be written; not finite ones are counted instead.
struct Writer {
  float* to;
  std::uint32_t spoilt;

  void write(std::uint32_t at, float v) noexcept {
    if (!(v - v == 0.0f)) ++spoilt;
    if (to != nullptr) to[at] = v;
  }
};

/// All numbers of the model, in one order.
void write_all(const DescentSource& d, const ModelShape& shape, Writer& out) noexcept {
  const Learnt l = look_at(d);
  const std::uint32_t experts = d.state->settings.experts;
  const float* last = l.gate + (experts - 1u) * l.row;
  for (std::uint32_t j = 0; j < l.dim; ++j) out.write(shape.centre() + j, centre_of(l, j));
  out.write(shape.target(), l.shift[l.dim]);
  for (std::uint32_t i = 0; i < experts; ++i) {
    const float* slope = l.slope + i * l.row;
    const float* gate = l.gate + i * l.row;
    for (std::uint32_t j = 0; j < l.dim; ++j) {
      out.write(shape.slope(i) + j, l.unit * slope_of(l, slope, nullptr, j));
      out.write(shape.gate_slope(i) + j, slope_of(l, gate, last, j));
    }
    out.write(shape.intercept(i), simd::fused(l.unit, value_of(l, slope, nullptr), l.mean[l.dim] / l.scale[l.dim]));
    out.write(shape.gate_intercept(i), value_of(l, gate, last));
    out.write(shape.sigma(i), simd::root(d.state->variance) * l.unit);
  }
}

}  // namespace

Status read(const DescentSource& d, const ModelStore& model) noexcept {
  if (d.state->configured != Status::ok) return d.state->configured;
  if (d.state->outcome != Status::ok) return d.state->outcome;
  Writer look{nullptr, 0};
  write_all(d, model.shape, look);
  if (look.spoilt > 0) return Status::no_fit;
  tensor::fill(model.shape.floats(), 0.0f, model.parameters);
  Writer out{model.parameters, 0};
  write_all(d, model.shape, out);
  *model.size = {d.state->settings.dim, d.state->settings.experts};
  return Status::ok;
}

}  // namespace motet::core
