// SPDX-License-Identifier: MIT
#include "image/model_laws.hpp"

#include "image/laws.hpp"

namespace motet::core::image {

bool lawful(const core::ModelShape& shape, std::uint32_t dim, const core::ModelSize& size) noexcept {
  return size.dim <= dim && size.experts <= shape.bound && (size.dim == 0) == (size.experts == 0);
}

bool is_parameter(const core::ModelShape& shape, const core::ModelSize& size, std::uint32_t index) noexcept {
  if (size.experts == 0) return false;
  if (index < shape.intercept(0)) {
    const std::uint32_t row = index / shape.stride;  // 0: the centre
    return index % shape.stride < size.dim && (row == 0 || (row - 1u) % shape.bound < size.experts);
  }
  return index == shape.target() || (index - shape.intercept(0)) % shape.bound < size.experts;
}

bool lawful(const core::ModelShape& shape, const core::ModelSize& size, std::uint32_t index, float value) noexcept {
  if (!is_parameter(shape, size, index)) return blank(value);
  const std::uint32_t last = size.experts - 1u;
  const bool sigma = index >= shape.sigma(0) && index < shape.target();
  const bool gauge = index / shape.stride == 1u + shape.bound + last || index == shape.gate_intercept(last);
  return finite(value) && (!sigma || value > 0.0f) && (!gauge || value == 0.0f);
}

}  // namespace motet::core::image
