// SPDX-License-Identifier: MIT
#include "adapt/fallback.hpp"
#include "tensor/unit.hpp"
#include "tensor/vector.hpp"

namespace motet::core {

using namespace motet::core::adapting;

namespace {

/// What the line predicts.
[[nodiscard]] float ask_line(const AdapterSource& a, const ModelView& m, const float* x) noexcept {
  const std::uint32_t dim = m.size.dim;
  const float* line = a.block + locate_line(*a.plan, m.size);
  const float* scale = a.block + a.plan->scale;
  const float* centre = m.parameters + m.shape.centre();
  float sum = line[dim];
  for (std::uint32_t j = 0; j < dim; ++j) sum = simd::fused(line[j], (x[j] - centre[j]) * scale[j], sum);
  return sum + m.parameters[m.shape.target()];
}

}  // namespace

bool believes_line(const AdapterSource& a) noexcept {
  return has_line(*a.plan, a.state->size) && a.block[locate(*a.plan, Judgement::on_line)] != 0.0f;
}

Status predict_adapted(const AdapterSource& a, const ModelView& m, const float* x, std::size_t length,
                       const PredictionView& out) noexcept {
  if (!has_begun(*a.state, m)) return Status::no_model;
  if (const Status status = predict(m, x, length, out); status != Status::ok) return status;
  if (!is_judged(*a.plan)) return Status::ok;
  if (believes_line(a)) {
    const float mean = ask_line(a, m, x);
    const float deviation = a.block[locate(*a.plan, Judgement::deviation)];
    const float variance = deviation * deviation;
    if (tensor::within(tensor::largest_float, mean)) *out.mean = mean;
    if (tensor::within(tensor::largest_float, variance)) *out.variance = variance;
  }
  *out.mean = hold_near(a.block[locate(*a.plan, Judgement::least)], a.block[locate(*a.plan, Judgement::greatest)], *out.mean);
  return Status::ok;
}

}  // namespace motet::core
