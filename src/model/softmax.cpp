// SPDX-License-Identifier: MIT
#include "model/softmax.hpp"

#include "tensor/elementary.hpp"

namespace motet::core::model {

Softmax normalise_logs(std::uint32_t count, float* values) noexcept {
  tensor::Exponentials powers;
  tensor::exponentiate(count, values, powers);
  const float scale = 1.0f / powers.sum;
  for (const float* end = values + count; values != end; ++values) *values *= scale;
  return {powers.largest, powers.sum};
}

float take_log(const Softmax& total) noexcept { return total.largest + tensor::logarithm(total.sum); }

float take_log_ratio(const Softmax& above, const Softmax& below) noexcept {
  return (above.largest - below.largest) + tensor::logarithm(above.sum / below.sum);
}

std::uint32_t find_largest(std::uint32_t count, const float* values) noexcept {
  std::uint32_t at = 0;
  for (std::uint32_t i = 1; i < count; ++i) at = values[i] > values[at] ? i : at;
  return at;
}

}  // namespace motet::core::model
