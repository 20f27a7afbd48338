// SPDX-License-Identifier: MIT
#include "motet/detail/view.hpp"
#include "tensor/unit.hpp"
#include "tensor/vector.hpp"

namespace motet::core {

namespace {

using tensor::largest_float;

[[nodiscard]] bool finite(std::size_t count, const float* values) noexcept {
  return tensor::within(count, largest_float, values);
}

[[nodiscard]] Status check(const ModelSize& size, const CoefficientsView& from) noexcept {
  const std::size_t slopes = std::size_t{size.experts} * size.dim;
  const bool good = finite(slopes, from.slope) && finite(size.experts, from.intercept) && finite(slopes, from.gate_slope) &&
                    finite(size.experts, from.gate_intercept) && finite(size.experts, from.sigma) &&
                    (from.centre == nullptr || finite(size.dim, from.centre));
  if (!good) return Status::not_finite;
  for (std::uint32_t i = 0; i < size.experts; ++i) {
    if (!(from.sigma[i] > 0.0f)) return Status::bad_setting;
  }
  return Status::ok;
}

/// The value of a row at the centre.
[[nodiscard]] float move(const ModelSize& size, const CoefficientsView& from, const float* slopes, float intercept) noexcept {
  return from.centre == nullptr ? intercept : intercept + tensor::dot(size.dim, slopes, from.centre);
}

/// What a model holds of each expert at the centre; the gate against the last expert.
struct Rows {
  float value[max_experts] = {};
  float gate[max_experts] = {};
  float target = 0.0f;  ///< the mean of the values
};

[[nodiscard]] Rows read_rows(const ModelSize& size, const CoefficientsView& from) noexcept {
  Rows rows;
  const float share = 1.0f / static_cast<float>(size.experts);
  for (std::uint32_t i = 0; i < size.experts; ++i) {
    rows.value[i] = move(size, from, from.slope + i * size.dim, from.intercept[i]);
    rows.gate[i] = move(size, from, from.gate_slope + i * size.dim, from.gate_intercept[i]);
    rows.target = simd::fused(share, rows.value[i], rows.target);
  }
  for (std::uint32_t i = 0; i < size.experts; ++i) {
    rows.value[i] -= rows.target;
  }
  const float last = rows.gate[size.experts - 1u];
  for (std::uint32_t i = 0; i < size.experts; ++i) rows.gate[i] -= last;
  return rows;
}

}  // namespace

Status set_model(const ModelStore& m, const ModelSize& size, const CoefficientsView& from) noexcept {
  if (const Status status = check(size, from); status != Status::ok) return status;
  const std::uint32_t last = (size.experts - 1u) * size.dim;
  const Rows rows = read_rows(size, from);
  bool good = finite(size.experts, rows.value) && finite(size.experts, rows.gate) && finite(1, &rows.target);
  for (std::uint32_t i = 0; i < last; ++i) {
    const float against = from.gate_slope[i] - from.gate_slope[last + i % size.dim];
    good = good && finite(1, &against);
  }
  if (!good) return Status::out_of_range;

  tensor::fill(m.shape.floats(), 0.0f, m.parameters);
  for (std::uint32_t i = 0; i < size.experts; ++i) {
    for (std::uint32_t j = 0; j < size.dim; ++j) {
      m.parameters[m.shape.slope(i) + j] = from.slope[i * size.dim + j];
      m.parameters[m.shape.gate_slope(i) + j] = from.gate_slope[i * size.dim + j] - from.gate_slope[last + j];
    }
    m.parameters[m.shape.intercept(i)] = rows.value[i];
    m.parameters[m.shape.gate_intercept(i)] = rows.gate[i];
    m.parameters[m.shape.sigma(i)] = from.sigma[i];
  }
  for (std::uint32_t j = 0; from.centre != nullptr && j < size.dim; ++j) m.parameters[m.shape.centre() + j] = from.centre[j];
  m.parameters[m.shape.target()] = rows.target;
  *m.size = size;
  return Status::ok;
}

}  // namespace motet::core
