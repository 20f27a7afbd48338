// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "motet/detail/view.hpp"

namespace motet::core::image {

// Numbers that a fit can leave in a model; as laws.hpp.

/// Whether float `index` of a model's parameters is one of a model of this size.
[[nodiscard]] bool is_parameter(const core::ModelShape& shape, const core::ModelSize& size, std::uint32_t index) noexcept;

/// Whether a model may be so large.
[[nodiscard]] bool lawful(const core::ModelShape& shape, std::uint32_t dim, const core::ModelSize& size) noexcept;

/// Whether parameter `index` can stand in it: finite; sigma above 0; the last gate row 0.
[[nodiscard]] bool lawful(const core::ModelShape& shape, const core::ModelSize& size, std::uint32_t index,
                          float value) noexcept;

}  // namespace motet::core::image
