// SPDX-License-Identifier: MIT
#include "learn/vote.hpp"
#include "tensor/vector.hpp"

namespace motet::core {

namespace {

/// Copies the rows of one shape to the places of another, for as many experts as there are.
void copy_model(const ModelView& from, const ModelStore& to) noexcept {
  const std::uint32_t dim = from.size.dim;
  const float* p = from.parameters;
  float* q = to.parameters;
  *to.size = from.size;
  tensor::fill(to.shape.floats(), 0.0f, q);
  tensor::copy(dim, p + from.shape.centre(), q + to.shape.centre());
  q[to.shape.target()] = p[from.shape.target()];
  for (std::uint32_t i = 0; i < from.size.experts; ++i) {
    tensor::copy(dim, p + from.shape.slope(i), q + to.shape.slope(i));
    tensor::copy(dim, p + from.shape.gate_slope(i), q + to.shape.gate_slope(i));
    q[to.shape.intercept(i)] = p[from.shape.intercept(i)];
    q[to.shape.gate_intercept(i)] = p[from.shape.gate_intercept(i)];
    q[to.shape.sigma(i)] = p[from.shape.sigma(i)];
  }
}

}  // namespace

void read_model(const LearnerSource& l, const ModelStore& model) noexcept {
  const MemberPlan* best = nullptr;
  float most = 0.0f;
  for (std::uint32_t m = 0; m < l.plan->members; ++m) {
    const MemberPlan& place = l.plan->member[m];
    if (place.member.experts == 0 || place.member.sight != Sight::inputs) continue;
    if (l.sizes[place.mixture].experts == 0) continue;
    if (best != nullptr && l.members[m].log_weight <= most) continue;
    best = &place;
    most = l.members[m].log_weight;
  }
  if (best != nullptr) copy_model({best->shape, l.sizes[best->mixture], l.block + best->model}, model);
}

float weigh_member(const LearnerSource& l, std::uint32_t member) noexcept { return learn::weight_of(l.members[member]); }

}  // namespace motet::core
