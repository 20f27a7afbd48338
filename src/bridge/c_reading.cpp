// SPDX-License-Identifier: MIT
#include "bridge/c_object.hpp"

namespace {

using namespace motet::core::bridge;

}  // namespace

motet_status motet_learner_read(const motet_learner* learner, motet_learner_report* report) {
  const LearnerHead* const head = open<const LearnerHead>(learner);
  if (head == nullptr || report == nullptr) return MOTET_BAD_POINTER;
  motet::LearnerReport found;
  report_learner(view(head), found);
  const motet::LearnerCounters& counters = head->state.counters;
  report->samples = found.samples;
  report->refused = std::uint64_t{counters.wrong_length} + counters.not_finite + counters.out_of_range;
  report->loglik = found.loglik;
  report->covered = found.covered;
  report->gain = found.gain;
  report->memory = found.memory;
  report->log_density = head->state.log_density;
  report->p_value = head->state.p_value;
  report->experts = found.experts;
  report->changes = found.changes;
  report->fits = found.fits;
  report->replaced = found.replaced;
  return MOTET_OK;
}

float motet_learner_weight(const motet_learner* learner, uint32_t member) {
  const LearnerHead* const head = open<const LearnerHead>(learner);
  return head == nullptr || member >= bank_members ? 0.0f : weigh_member(view(head), member);
}

motet_status motet_learner_model(const motet_learner* learner, motet_model* model) {
  const LearnerHead* const head = open<const LearnerHead>(learner);
  ModelHead* const to = open<ModelHead>(model);
  if (head == nullptr || to == nullptr) return MOTET_BAD_POINTER;
  if (!as_large(*to, head->window)) return MOTET_OTHER_BOUNDS;
  to->size = {};
  read_model(view(head), store(to));
  return to->size.experts == 0 ? MOTET_NO_MODEL : MOTET_OK;
}
