// SPDX-License-Identifier: MIT
// An object file of its own: not linked unless a model comes in.
#include "bridge/c_object.hpp"

using namespace motet::core::bridge;

motet_status motet_model_set(motet_model* model, const motet_coefficients* from) {
  ModelHead* const head = open<ModelHead>(model);
  if (head == nullptr || from == nullptr || from->slope == nullptr || from->intercept == nullptr ||
      from->gate_slope == nullptr || from->gate_intercept == nullptr || from->sigma == nullptr) {
    return MOTET_BAD_POINTER;
  }
  if (from->experts < 1u || from->experts > head->shape.bound) return MOTET_BAD_EXPERTS;
  if (from->dim < 1u || from->dim > head->dim) return MOTET_BAD_DIM;
  return tell(set_model(store(head), {from->dim, from->experts},
                        {from->slope, from->intercept, from->gate_slope, from->gate_intercept, from->sigma, from->centre}));
}
