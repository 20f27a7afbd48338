// SPDX-License-Identifier: MIT
#include "model/gate.hpp"

#include "tensor/elementary.hpp"

namespace motet::model {

LogSum normalise_logs(std::uint32_t count, float* values) noexcept {
  const std::uint32_t at = find_largest(count, values);
  const float largest = values[at];
  float sum = 0.0f;
  for (std::uint32_t i = 0; i < count; ++i) {
    values[i] = i == at ? 1.0f : tensor::exponential(values[i] - largest);
    sum += values[i];
  }
  const float scale = 1.0f / sum;
  for (std::uint32_t i = 0; i < count; ++i) values[i] *= scale;
  return {largest, sum};
}

float take_log(const LogSum& total) noexcept { return total.largest + tensor::logarithm(total.sum); }

float take_log_ratio(const LogSum& above, const LogSum& below) noexcept {
  return (above.largest - below.largest) + tensor::logarithm(above.sum / below.sum);
}

std::uint32_t find_largest(std::uint32_t count, const float* values) noexcept {
  std::uint32_t at = 0;
  for (std::uint32_t i = 1; i < count; ++i) at = values[i] > values[at] ? i : at;
  return at;
}

}  // namespace motet::model
