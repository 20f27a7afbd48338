// SPDX-License-Identifier: MIT
#include "family/start_general.hpp"

#include "start/experts_from_tensor.hpp"
#include "workspace/candidate.hpp"

namespace motet::core::family {

// The transforms over t, y = mean + unit t, each divided by its leading power of the unit, and with mean 0.
solve::ExpertLabels label_experts(const Task& task, const LabelCoefficients& g) noexcept {
  const solve::Workspace& work = task.work;
  const float m = task.mean / task.unit;
  const float excess = simd::fused(task.mean, task.mean, task.unit * task.unit) - g.square;  // sigma^2
  const float beta = g.beta - 3.0f * (excess > 0.0f ? excess : 0.0f);
  const float bend = 2.0f * m + g.gamma / task.unit;
  const float curve = 3.0f * m + g.alpha / task.unit;
  const float slope = 3.0f * m * m + (2.0f * g.alpha * m + beta / task.unit) / task.unit;
  const float third = solve::average_label(work, solve::expand_label(work.white, 0.0f, 0.0f, 0.0f, 1.0f));
  const float second = g.c2 / (task.unit * task.unit);
  // Var P2 = E[t^4] - 1 + 2 bend E[t^3] + bend^2; the fourth moment is not known: that of a gamma variable of this skewness
  const float variance = 2.0f + 1.5f * third * third + bend * (2.0f * third + bend);
  const float size = second < 0.0f ? -second : second;
  return {solve::expand_label(work.white, -1.0f, bend, 1.0f, 0.0f),
          solve::expand_label(work.white, -third - curve, slope, curve, 1.0f), second,
          g.c3 / (task.unit * task.unit * task.unit), 2.0f * simd::root(variance) / size};
}

bool start_from_tensor(Task& task) noexcept {
  solve::Workspace& work = task.work;
  if (!solve::start_from_tensor(work)) return false;
  // The slopes found are those of the activation's input, a'w = mean + unit u.
  for (std::uint32_t i = 0; i < work.current.experts; ++i) {
    float* row = solve::row_of(work, work.current.expert, i);
    for (std::uint32_t e = 1; e < work.row(); ++e) row[e] /= task.unit;
    row[0] = -task.mean / task.unit;
  }
  return true;
}

}  // namespace motet::core::family
