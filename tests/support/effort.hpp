// SPDX-License-Identifier: MIT
#pragma once

#include <doctest/doctest.h>

#include <cstdint>

namespace motet::support {

/// How much a test may do where it runs; the build says (tests/CMakeLists.txt).
///
/// An emulated core is a hundred times slower than a host: what a case says of statistics rather than of the machine is left
/// to hosts. Where the core multiplies and adds in integers it is slower again, and what takes whole fits is left out too.
enum class Effort { least, some, full };

inline constexpr Effort effort = Effort::MOTET_TEST_EFFORT;

/// As many of `count` random trials as the machine has time for.
[[nodiscard]] constexpr std::uint32_t trials(std::uint32_t count) noexcept {
  return effort == Effort::full ? count : effort == Effort::some ? count / 20 : count / 100;
}

/// Decorates a test case that runs where at least this much may be done.
[[nodiscard]] inline doctest::skip needs(Effort wanted) noexcept { return {effort < wanted}; }

}  // namespace motet::support
