// SPDX-License-Identifier: MIT
#include "model/gate.hpp"

#include "tensor/elementary.hpp"

namespace motet::model {

float normalise_logs(std::uint32_t count, float* values) noexcept {
  const float largest = values[find_largest(count, values)];
  float sum = 0.0f;
  for (std::uint32_t i = 0; i < count; ++i) {
    values[i] = tensor::exponential(values[i] - largest);
    sum += values[i];
  }
  const float scale = 1.0f / sum;
  for (std::uint32_t i = 0; i < count; ++i) values[i] *= scale;
  return largest + tensor::logarithm(sum);
}

std::uint32_t find_largest(std::uint32_t count, const float* values) noexcept {
  std::uint32_t at = 0;
  for (std::uint32_t i = 1; i < count; ++i) at = values[i] > values[at] ? i : at;
  return at;
}

}  // namespace motet::model
