// SPDX-License-Identifier: MIT
#include "family/order_general.hpp"

#include "climb/order.hpp"
#include "model/form.hpp"
#include "tensor/vector.hpp"
#include "workspace/candidate.hpp"

namespace motet::core::family {

namespace {

/// The same experts with their new numbers.
[[nodiscard]] std::uint8_t renumber(std::uint8_t set, const std::uint32_t* number, std::uint32_t experts) noexcept {
  std::uint32_t renumbered = 0;
  for (std::uint32_t i = 0; i < experts; ++i) {
    if ((set >> i & 1u) != 0) renumbered |= 1u << number[i];
  }
  return static_cast<std::uint8_t>(renumbered);
}

/// Exchanges the sides of decision `n`, and turns its odds.
void turn(Task& task, std::uint32_t n) noexcept {
  Decision& decision = task.form.decision[n];
  decision = {decision.second, decision.first};
  float* gate = row_of(task.work, task.work.best.gate, n);
  for (std::uint32_t e = 0; e < task.work.row(); ++e) gate[e] = -gate[e];
}

}  // namespace

void order_canonically(Task& task) noexcept {
  solve::Workspace& work = task.work;
  if (!model::alike(task.form)) return;
  if (!task.form.tree()) {
    solve::order_canonically(work);
    return;
  }
  // The experts go by their rows; the gate's rows are decisions, and stay.
  const std::uint32_t experts = work.best.experts;
  solve::copy(work, work.best, work.saved);
  const solve::Permutation order = solve::order_canonically(work);
  std::uint32_t number[max_experts];
  for (std::uint32_t i = 0; i < experts; ++i) number[order.source[i]] = i;
  tensor::copy(experts * work.row(), work.saved.gate, work.best.gate);
  for (std::uint32_t n = 0; n + 1 < experts; ++n) {
    Decision& decision = task.form.decision[n];
    decision = {renumber(decision.first, number, experts), renumber(decision.second, number, experts)};
    if ((decision.first & (0u - decision.first)) > (decision.second & (0u - decision.second))) turn(task, n);
  }
}

}  // namespace motet::core::family
