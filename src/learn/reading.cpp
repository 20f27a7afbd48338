// SPDX-License-Identifier: MIT
#include "learn/learner.hpp"
#include "tensor/elementary.hpp"
#include "tensor/unit.hpp"
#include "tensor/vector.hpp"

namespace motet::core {

namespace {

using tensor::largest_float;

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

namespace {

/// The mixture of the inputs that weighs most; null if none has begun.
[[nodiscard]] const MemberPlan* find_mixture(const LearnerSource& l) noexcept {
  const MemberPlan* best = nullptr;
  float most = 0.0f;
  for (std::uint32_t m = 0; m < l.plan->members; ++m) {
    const MemberPlan& place = l.plan->member[m];
    if (place.member.experts == 0 || place.member.sight != Sight::inputs) continue;
    if (l.sizes[place.mixture].experts == 0) continue;
    if (best != nullptr && l.members[m].weight <= most) continue;
    best = &place;
    most = l.members[m].weight;
  }
  return best;
}

/// The mean log density of the best member of a kind.
[[nodiscard]] float find_best(const LearnerSource& l, bool mixture) noexcept {
  float best = -largest_float;
  for (std::uint32_t m = 0; m < l.plan->members; ++m) {
    const bool wanted = (l.plan->member[m].member.experts > 1u) == mixture;
    if (wanted && l.members[m].loglik > best) best = l.members[m].loglik;
  }
  return best;
}

/// The geometric mean of the memories, weighted as the vote weighs; the stream so far is the longest.
[[nodiscard]] float measure_memory(const LearnerSource& l) noexcept {
  const float samples = learn::count_of(l.state->counters.accepted);
  float sum = 0.0f;
  for (std::uint32_t m = 0; m < l.plan->members; ++m) {
    const float own = static_cast<float>(l.plan->member[m].member.memory);
    const float memory = own > 0.0f && own < samples ? own : samples;
    sum = simd::fused(l.members[m].weight, tensor::logarithm(memory > 1.0f ? memory : 1.0f), sum);
  }
  return tensor::exponential(sum);
}

}  // namespace

void read_model(const LearnerSource& l, const ModelStore& model) noexcept {
  const MemberPlan* best = find_mixture(l);
  if (best != nullptr) copy_model({best->shape, l.sizes[best->mixture], l.block + best->model}, model);
}

void report_learner(const LearnerSource& l, LearnerReport& report) noexcept {
  const LearnerState& state = *l.state;
  report = LearnerReport{};
  report.samples = state.counters.accepted;
  report.members = l.plan->members;
  for (std::uint32_t m = 0; m < report.members; ++m) {
    report.member[m] = {l.plan->member[m].member, l.members[m].weight, l.members[m].loglik};
  }
  report.loglik = state.loglik;
  report.covered = state.covered;
  report.changes = state.counters.changes;
  report.fits = state.counters.fits;
  report.replaced = state.counters.replaced;
  report.memory = measure_memory(l);
  const MemberPlan* mixture = find_mixture(l);
  if (mixture == nullptr) return;
  report.experts = l.sizes[mixture->mixture].experts;
  const float line = find_best(l, false);
  if (line > -largest_float) report.gain = find_best(l, true) - line;
}

float weigh_member(const LearnerSource& l, std::uint32_t member) noexcept { return l.members[member].weight; }

}  // namespace motet::core
