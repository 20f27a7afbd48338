// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "motet/detail/requirements.hpp"

namespace motet {

/// The version of this library; .github/RELEASING.md says what each number promises.
inline constexpr std::uint32_t version_major = 0;
inline constexpr std::uint32_t version_minor = 2;
inline constexpr std::uint32_t version_patch = 0;
inline constexpr char version[] = "0.2.0";

}  // namespace motet
