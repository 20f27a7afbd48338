// SPDX-License-Identifier: MIT
#include "adapt/change.hpp"
#include "adapt/consult.hpp"
#include "adapt/experts.hpp"
#include "adapt/gate.hpp"
#include "adapt/guard.hpp"
#include "adapt/schedule.hpp"

namespace motet::core {

using namespace motet::adapt;

Status adapt(const AdapterView& a, const float* x, std::size_t length, float y, const ModelStore& model) noexcept {
  AdaptState& state = *a.state;
  if (state.configured != Status::ok) return state.configured;
  if (state.size.experts == 0 || model.size->dim != state.size.dim || model.size->experts != state.size.experts)
    return Status::no_model;
  Opinion opinion;
  if (const Status status = check_sample(a, x, length, y); status != Status::ok) return refuse(a, status);
  const ModelView before{model.shape, *model.size, model.parameters};
  if (const Status status = consult(a, x, y, before, opinion); status != Status::ok) return refuse(a, status);
  if (state.settings.outlier_limit > 0.0f && opinion.nearest > state.settings.outlier_limit) return refuse(a, Status::outlier);

  ++state.counters.accepted;
  remember(a, x, y);
  const bool changed = notice_change(a, opinion.loglik);
  if (changed) restart(a);
  advance(a);
  learn_experts(a, opinion, model);
  learn_gate(a, opinion, model);
  if (!changed) return Status::ok;
  ++state.counters.changes;
  return Status::changed;
}

}  // namespace motet::core
