// SPDX-License-Identifier: MIT
#include "bridge/c_object.hpp"

namespace {

using namespace motet::core::bridge;
using motet::Status;

/// Settings as C++ has them; the defaults for null.
[[nodiscard]] motet::LearnerSettings read(const motet_learner_settings* settings) noexcept {
  motet::LearnerSettings wanted;
  if (settings != nullptr) {
    wanted.work_per_sample = settings->work_per_sample;
    wanted.seed = settings->seed;
    wanted.range = settings->range;
  }
  return wanted;
}

}  // namespace

size_t motet_learner_bytes(uint32_t dim, uint32_t experts, uint32_t window) {
  if (check_learner(dim, experts, window) != Status::ok) return 0;
  return object_bytes<LearnerHead>(std::size_t{plan_learner(dim, experts).floats} +
                                   motet::core::make_plan(dim, experts, window).floats);
}

motet_status motet_learner_create(void* memory, size_t bytes, uint32_t dim, uint32_t experts, uint32_t window,
                                  const motet_learner_settings* settings, motet_learner** learner) {
  const motet_status possible =
      check_memory(memory, bytes, learner, check_learner(dim, experts, window), motet_learner_bytes(dim, experts, window));
  if (possible != MOTET_OK) return possible;
  LearnerHead* const head = static_cast<LearnerHead*>(memory);
  head->kind = Mark::none;
  head->plan = plan_learner(dim, experts);
  head->window = motet::core::make_plan(dim, experts, window);
  head->estimator.configured = Status::not_constructed;
  const motet::core::LearnerView made = view(head);
  if (const Status status = configure(made.plain, {}); status != Status::ok) return tell(status);
  if (const Status status = configure_learner(made, read(settings)); status != Status::ok) return tell(status);
  head->kind = Mark::learner;
  *learner = static_cast<motet_learner*>(memory);
  return MOTET_OK;
}

motet_status motet_learner_reset(motet_learner* learner, const motet_learner_settings* settings) {
  LearnerHead* const head = open<LearnerHead>(learner);
  return head == nullptr ? MOTET_BAD_POINTER : tell(configure_learner(view(head), read(settings)));
}

motet_status motet_learner_predict(motet_learner* learner, const float* x, size_t length, motet_forecast* forecast) {
  LearnerHead* const head = open<LearnerHead>(learner);
  if (head == nullptr || x == nullptr || forecast == nullptr) return MOTET_BAD_POINTER;
  motet::Forecast next;
  const Status status = predict_next(view(head), x, length, next);
  if (status == Status::ok) *forecast = {next.mean, next.lower, next.upper, next.deviation};
  return tell(status);
}

motet_status motet_learner_interval(motet_learner* learner, const float* x, size_t length, float level,
                                    motet_interval* interval) {
  LearnerHead* const head = open<LearnerHead>(learner);
  if (head == nullptr || x == nullptr || interval == nullptr) return MOTET_BAD_POINTER;
  motet::Interval found;
  const Status status = predict_next_interval(view(head), x, length, level, found);
  if (status == Status::ok) *interval = {found.lower, found.upper};
  return tell(status);
}

motet_status motet_learner_score(motet_learner* learner, const float* x, size_t length, float y, float* p_value) {
  LearnerHead* const head = open<LearnerHead>(learner);
  if (head == nullptr || x == nullptr || p_value == nullptr) return MOTET_BAD_POINTER;
  return tell(score_target(view(head), x, length, y, *p_value));
}

motet_status motet_learner_learn(motet_learner* learner, const float* x, size_t length, float y) {
  return motet_learner_learn_after(learner, x, length, y, 1.0f);
}

motet_status motet_learner_learn_after(motet_learner* learner, const float* x, size_t length, float y, float elapsed) {
  LearnerHead* const head = open<LearnerHead>(learner);
  if (head == nullptr || x == nullptr) return MOTET_BAD_POINTER;
  return tell(learn_sample(view(head), x, length, y, elapsed));
}

motet_status motet_learner_work(motet_learner* learner, uint32_t budget) {
  LearnerHead* const head = open<LearnerHead>(learner);
  return head == nullptr ? MOTET_BAD_POINTER : tell(advance_work(view(head), budget));
}
