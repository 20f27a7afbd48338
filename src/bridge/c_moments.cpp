// SPDX-License-Identifier: MIT
#include "bridge/c_object.hpp"

motet_status motet_estimator_fit_moments(motet_estimator* estimator, motet_model* model) {
  using namespace motet::core::bridge;
  EstimatorHead* const head = open<EstimatorHead>(estimator);
  ModelHead* const to = open<ModelHead>(model);
  if (head == nullptr || to == nullptr) return MOTET_BAD_POINTER;
  if (!as_large(*to, head->plan)) return MOTET_OTHER_BOUNDS;
  return head->plan.window != 0 ? MOTET_BAD_SETTING : tell(fit_from_moments(view(head), store(to)));
}
