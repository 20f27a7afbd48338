// SPDX-License-Identifier: MIT
#include "bridge/c_object.hpp"

namespace {

using namespace motet::core::bridge;
using motet::Status;

[[nodiscard]] std::size_t count_floats(std::uint32_t dim, std::uint32_t experts) noexcept {
  return motet::core::ModelShape{experts, motet::core::padded(dim)}.floats();
}

/// What is wrong with a question about an expert.
[[nodiscard]] motet_status check(const ModelHead* head, std::uint32_t expert) noexcept {
  if (head == nullptr) return MOTET_BAD_POINTER;
  if (head->size.experts == 0) return MOTET_NO_MODEL;
  return expert < head->size.experts ? MOTET_OK : MOTET_BAD_EXPERTS;
}

/// Slopes, and the value at x = 0, of a row of a model, where they are wanted.
void read_row(const ModelHead* head, std::uint32_t slopes, std::uint32_t value, float more, float* slope,
              float* intercept) noexcept {
  const motet::core::ModelView model = view(head);
  if (slope != nullptr) {
    for (std::uint32_t j = 0; j < model.size.dim; ++j) slope[j] = model.parameters[slopes + j];
  }
  if (intercept != nullptr) *intercept = evaluate_at_origin(model, value, slopes) + more;
}

}  // namespace

size_t motet_model_bytes(uint32_t dim, uint32_t experts) {
  return check_bounds(dim, 1, experts) == Status::ok ? object_bytes<ModelHead>(count_floats(dim, experts)) : 0;
}

motet_status motet_model_create(void* memory, size_t bytes, uint32_t dim, uint32_t experts, motet_model** model) {
  const motet_status possible =
      check_memory(memory, bytes, model, check_bounds(dim, 1, experts), motet_model_bytes(dim, experts));
  if (possible != MOTET_OK) return possible;
  ModelHead* const head = static_cast<ModelHead*>(memory);
  *head = {Mark::model, dim, {experts, motet::core::padded(dim)}, {}};
  float* const parameters = floats_of(head);
  for (std::size_t i = 0; i < head->shape.floats(); ++i) parameters[i] = 0.0f;
  *model = static_cast<motet_model*>(memory);
  return MOTET_OK;
}

motet_status motet_model_predict(const motet_model* model, const float* x, size_t length, motet_prediction* prediction) {
  const ModelHead* const head = open<const ModelHead>(model);
  if (head == nullptr || x == nullptr || prediction == nullptr) return MOTET_BAD_POINTER;
  const Status status =
      predict(view(head), x, length, {&prediction->mean, &prediction->variance, &prediction->expert, prediction->probability});
  if (status == Status::ok) {
    for (std::uint32_t i = head->shape.bound; i < MOTET_MAX_EXPERTS; ++i) prediction->probability[i] = 0.0f;
  }
  return tell(status);
}

motet_status motet_model_interval(const motet_model* model, const float* x, size_t length, float level,
                                  motet_interval* interval) {
  const ModelHead* const head = open<const ModelHead>(model);
  if (head == nullptr || x == nullptr || interval == nullptr) return MOTET_BAD_POINTER;
  motet::Interval found;
  const Status status = predict_interval(view(head), x, length, level, found);
  if (status == Status::ok) *interval = {found.lower, found.upper};
  return tell(status);
}

uint32_t motet_model_dim(const motet_model* model) {
  const ModelHead* const head = open<const ModelHead>(model);
  return head == nullptr ? 0u : head->size.dim;
}

uint32_t motet_model_experts(const motet_model* model) {
  const ModelHead* const head = open<const ModelHead>(model);
  return head == nullptr ? 0u : head->size.experts;
}

motet_status motet_model_line(const motet_model* model, uint32_t expert, float* slope, float* intercept, float* sigma) {
  const ModelHead* const head = open<const ModelHead>(model);
  if (const motet_status status = check(head, expert); status != MOTET_OK) return status;
  const motet::core::ModelShape& shape = head->shape;
  read_row(head, shape.slope(expert), shape.intercept(expert), floats_of(head)[shape.target()], slope, intercept);
  if (sigma != nullptr) *sigma = floats_of(head)[shape.sigma(expert)];
  return MOTET_OK;
}

motet_status motet_model_gate(const motet_model* model, uint32_t expert, float* gate_slope, float* gate_intercept) {
  const ModelHead* const head = open<const ModelHead>(model);
  if (const motet_status status = check(head, expert); status != MOTET_OK) return status;
  read_row(head, head->shape.gate_slope(expert), head->shape.gate_intercept(expert), 0.0f, gate_slope, gate_intercept);
  return MOTET_OK;
}
