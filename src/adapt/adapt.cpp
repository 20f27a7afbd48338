// SPDX-License-Identifier: MIT
#include "adapt/adapt_experts.hpp"
#include "adapt/adapt_gate.hpp"
#include "adapt/change.hpp"
#include "adapt/consult.hpp"
#include "adapt/fallback.hpp"
#include "adapt/guard.hpp"
#include "adapt/influence.hpp"
#include "adapt/renew.hpp"
#include "adapt/schedule.hpp"

namespace motet::core {

using namespace motet::core::adapting;

Status adapt(const AdapterView& a, const float* x, std::size_t length, float y, float elapsed,
             const ModelStore& model) noexcept {
  AdaptState& state = *a.state;
  const ModelView before{model.shape, *model.size, model.parameters};
  if (state.configured != Status::ok) return state.configured;
  if (!has_begun(state, before)) return Status::no_model;
  Opinion opinion;
  if (const Status status = check_sample(a, x, length, y, elapsed); status != Status::ok) return refuse(a, status);
  if (const Status status = consult(a, x, y, state.settings.outlier_limit, before, opinion); status != Status::ok)
    return refuse(a, status);

  ++state.counters.accepted;
  state.error = opinion.surprise;
  state.log_density = opinion.loglik;
  remember(a, x, y);
  bound_influence(a, before, opinion);
  const bool changed = notice_change(a, opinion.loglik);
  if (changed) restart(a);
  judge_averages(a, opinion, model);
  advance(a, elapsed);
  learn_experts(a, opinion, model);
  learn_gate(a, opinion, model);
  learn_line(a, y, opinion, model);
  see_target(a, y, opinion.bounded);
  state.mark = model.parameters[model.shape.intercept(0)];
  if (!changed) return Status::ok;
  ++state.counters.changes;
  return Status::changed;
}

}  // namespace motet::core
