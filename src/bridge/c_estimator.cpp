// SPDX-License-Identifier: MIT
#include <bit>

#include "bridge/c_object.hpp"

namespace {

using namespace motet::core::bridge;
using motet::Settings;
using motet::Status;

// The settings of C are those of C++, field by field: one copy of them is enough.
static_assert(sizeof(motet_settings) == sizeof(Settings) && offsetof(motet_settings, seed) == offsetof(Settings, seed) &&
              offsetof(motet_settings, memory) == offsetof(Settings, memory) &&
              offsetof(motet_settings, experts) == offsetof(Settings, experts) &&
              offsetof(motet_settings, drop_collinear) == offsetof(Settings, drop_collinear) &&
              offsetof(motet_settings, condition_limit) == offsetof(Settings, condition_limit) &&
              offsetof(motet_settings, sigma_floor) == offsetof(Settings, sigma_floor) &&
              offsetof(motet_settings, tolerance) == offsetof(Settings, tolerance) &&
              offsetof(motet_settings, power_iterations) == offsetof(Settings, power_iterations) &&
              offsetof(motet_settings, searches) == offsetof(Settings, searches) &&
              offsetof(motet_settings, refine_iterations) == offsetof(Settings, refine_iterations));

[[nodiscard]] Status check_shape(std::uint32_t dim, std::uint32_t experts, std::uint32_t window) noexcept {
  const Status status = check_bounds(dim, 1, experts);
  if (status != Status::ok) return status;
  return window <= max_window ? Status::ok : Status::bad_setting;
}

}  // namespace

motet_status motet_settings_default(motet_settings* settings) {
  if (settings == nullptr) return MOTET_BAD_POINTER;
  *settings = std::bit_cast<motet_settings>(Settings{});
  return MOTET_OK;
}

size_t motet_estimator_bytes(uint32_t dim, uint32_t experts, uint32_t window) {
  if (check_shape(dim, experts, window) != Status::ok) return 0;
  return object_bytes<EstimatorHead>(motet::core::make_plan(dim, experts, window).floats);
}

motet_status motet_estimator_create(void* memory, size_t bytes, uint32_t dim, uint32_t experts, uint32_t window,
                                    const motet_settings* settings, motet_estimator** estimator) {
  const motet_status possible =
      check_memory(memory, bytes, estimator, check_shape(dim, experts, window), motet_estimator_bytes(dim, experts, window));
  if (possible != MOTET_OK) return possible;
  EstimatorHead* const head = static_cast<EstimatorHead*>(memory);
  head->kind = Mark::none;
  head->plan = motet::core::make_plan(dim, experts, window);
  head->state.configured = Status::not_constructed;
  const Status status = configure(view(head), settings == nullptr ? Settings{} : std::bit_cast<Settings>(*settings));
  if (status != Status::ok) return tell(status);
  head->kind = Mark::estimator;
  *estimator = static_cast<motet_estimator*>(memory);
  return MOTET_OK;
}

motet_status motet_estimator_push(motet_estimator* estimator, const float* x, size_t length, float y) {
  EstimatorHead* const head = open<EstimatorHead>(estimator);
  if (head == nullptr || x == nullptr) return MOTET_BAD_POINTER;
  return tell(push(view(head), x, length, y));
}

motet_status motet_estimator_push_after(motet_estimator* estimator, const float* x, size_t length, float y, float elapsed) {
  EstimatorHead* const head = open<EstimatorHead>(estimator);
  if (head == nullptr || x == nullptr) return MOTET_BAD_POINTER;
  return tell(push_after(view(head), x, length, y, elapsed));
}

motet_status motet_estimator_fit(motet_estimator* estimator, motet_model* model) {
  EstimatorHead* const head = open<EstimatorHead>(estimator);
  ModelHead* const to = open<ModelHead>(model);
  if (head == nullptr || to == nullptr) return MOTET_BAD_POINTER;
  if (!as_large(*to, head->plan)) return MOTET_OTHER_BOUNDS;
  return head->plan.window == 0 ? MOTET_WINDOW_NEEDED : tell(fit(view(head), store(to)));
}

motet_status motet_estimator_begin_fit(motet_estimator* estimator) {
  EstimatorHead* const head = open<EstimatorHead>(estimator);
  if (head == nullptr) return MOTET_BAD_POINTER;
  return head->plan.window == 0 ? MOTET_WINDOW_NEEDED : tell(begin_fit(view(head)));
}

motet_status motet_estimator_step_fit(motet_estimator* estimator, uint32_t budget, motet_model* model) {
  EstimatorHead* const head = open<EstimatorHead>(estimator);
  ModelHead* const to = open<ModelHead>(model);
  if (head == nullptr || to == nullptr) return MOTET_BAD_POINTER;
  if (!as_large(*to, head->plan)) return MOTET_OTHER_BOUNDS;
  return head->plan.window == 0 ? MOTET_WINDOW_NEEDED : tell(step_fit(view(head), budget, store(to)));
}
