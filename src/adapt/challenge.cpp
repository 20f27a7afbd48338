// SPDX-License-Identifier: MIT
#include "adapt/begin_adapting.hpp"
#include "tensor/unit.hpp"
#include "tensor/vector.hpp"

namespace motet::core {

using namespace motet::core::adapting;

namespace {

constexpr float unthinkable = -1e4f;  // nats: a sample whose log density is not finite

/// log P(y | x) of one kept sample.
[[nodiscard]] float measure_sample(const ModelView& m, const float* row) noexcept {
  float responsibility[max_experts];
  float density = 0.0f;
  float log_density = 0.0f;
  std::uint32_t expert = 0;
  const Status status = attribute(m, row, m.size.dim, row[m.size.dim], {&log_density, &density, &expert, responsibility});
  return status == Status::ok && log_density > unthinkable ? log_density : unthinkable;
}

/// By how many nats the rival is likelier on the window.
[[nodiscard]] float compare(const EstimatorSource& e, const ModelView& rival, const ModelView& m) noexcept {
  float sum = 0.0f;
  float carry = 0.0f;  // what rounding held back
  for (std::uint32_t s = 0; s < e.state->kept; ++s) {
    const float* row = e.block + e.plan->reservoir + s * (m.size.dim + 1u);
    const float by = measure_sample(rival, row) - measure_sample(m, row) + carry;
    const float next = sum + by;
    carry = by - (next - sum);
    sum = next;
  }
  return sum;
}

/// Free parameters of a mixture.
[[nodiscard]] float count_parameters(const ModelSize& size, bool shared_sigma) noexcept {
  const std::uint32_t rows = 2u * size.experts - 1u;
  return static_cast<float>(rows * (size.dim + 1u) + (shared_sigma ? 1u : size.experts));
}

/// Nats that a fit gains on the samples it was made of, with a chance of e^-9 at most to gain more. The noise of the fit is
/// that of n - p degrees of freedom. So twice the gain, times (n - p) / n, is about chi-squared with p of them, or less:
///
///     n / (n - p) (p / 2 + sqrt(9 p) + 9),   of no bound where there are no more samples than parameters
///
/// source  Laurent, Massart, Adaptive estimation of a quadratic functional by model selection, 2000, lemma 1
[[nodiscard]] float bound_luck(float parameters, float samples) noexcept {
  constexpr float chance = 9.0f;  // nats
  const float left = samples - parameters;
  if (!(left > 0.0f)) return tensor::largest_float;
  return samples / left * (0.5f * parameters + simd::root(chance * parameters) + chance);
}

}  // namespace

Status challenge(const AdapterView& a, const EstimatorSource& e, const ModelView& rival, const ModelStore& model) noexcept {
  if (a.state->configured != Status::ok) return a.state->configured;
  if (e.state->configured != Status::ok) return e.state->configured;
  const ModelView before{model.shape, *model.size, model.parameters};
  if (rival.size.experts == 0 || !has_begun(*a.state, before)) return Status::no_model;
  if (rival.size.dim != before.size.dim || e.state->settings.dim != before.size.dim) return Status::wrong_length;
  if (!is_sound(rival)) return Status::not_finite;
  if (e.state->kept == 0) return Status::window_needed;
  const float parameters = count_parameters(rival.size, a.state->shared_sigma);
  const float luck = bound_luck(parameters, static_cast<float>(e.state->kept));
  if (!(compare(e, rival, before) > luck)) return Status::ok;
  tensor::copy(model.shape.floats(), rival.parameters, model.parameters);
  *model.size = rival.size;
  ++a.state->counters.replaced;
  return begin_adapting(a, e, model);
}

}  // namespace motet::core
